/*
 * Boards in Redis. A generation is a set of boards that were built together; the key `ready` names the one that is
 * read, `building` the one that is being filled, each as "<run of Redis> <generation>". Of each person a generation
 * keeps "<version> <member> <city>", or "<version>" alone for somebody who is not on it: what is older than that is
 * not taken. Every key lies in one slot of a cluster.
 */

const NAMES = `
local function named(key, run)
  local value = redis.call('get', key)
  if not value then return nil end
  local itsRun, generation = string.match(value, '^(%S+) (%S+)$')
  if itsRun == run then return generation end
end`;

/**
 * A stretch of a board, what is due to change on it by itself, and where one person stands. KEYS: ready. ARGV:
 * prefix, run, metric, city, first and last index, the person, now, most that is due.
 */
export const READ = `${NAMES}
local generation = named(KEYS[1], ARGV[2])
if not generation then return false end
local base = ARGV[1] .. generation .. ':'
local board = base .. ARGV[3] .. ':' .. ARGV[4]
local rank, score = false, false
local state = redis.call('hget', base .. 'people', ARGV[7])
local member = state and string.match(state, '^%S+ (%S+)')
if member then
  rank = redis.call('zrank', board, member)
  score = redis.call('zscore', board, member)
end
return {
  redis.call('zrangebyscore', base .. 'due', '-inf', ARGV[8], 'limit', 0, ARGV[9]),
  redis.call('zcard', board),
  redis.call('zrange', board, ARGV[5], ARGV[6], 'withscores'),
  rank, score }`;

/**
 * Puts one person where they belong now, or takes them off, in the boards that are read and in those being built.
 * KEYS: ready, building. ARGV: prefix, run, person, version, due (or empty), member (or empty), city, then metric
 * and score by turns.
 */
export const PLACE = `${NAMES}
local function place(generation)
  local base = ARGV[1] .. generation .. ':'
  local id, version, due, member, city = ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]
  local state = redis.call('hget', base .. 'people', id)
  local oldVersion, oldMember, oldCity
  if state then
    oldVersion, oldMember, oldCity = string.match(state, '^(%S+) ?(%S*) ?(.*)$')
    if tonumber(oldVersion) >= version then return end
  end
  for at = 8, #ARGV, 2 do
    local metric = base .. ARGV[at] .. ':'
    if oldMember and oldMember ~= '' then
      if oldCity ~= '' and (member == '' or oldCity ~= city) then redis.call('zrem', metric .. oldCity, oldMember) end
      if member == '' then redis.call('zrem', metric, oldMember) end
    end
    if member ~= '' then
      redis.call('zadd', metric, ARGV[at + 1], member)
      if city ~= '' then redis.call('zadd', metric .. city, ARGV[at + 1], member) end
    end
  end
  if member ~= '' and city ~= '' then redis.call('sadd', base .. 'cities', city) end
  redis.call('hset', base .. 'people', id, member == '' and ARGV[4] or (ARGV[4] .. ' ' .. member .. ' ' .. city))
  if due == '' then redis.call('zrem', base .. 'due', id) else redis.call('zadd', base .. 'due', due, id) end
end
for _, key in ipairs(KEYS) do
  local generation = named(key, ARGV[2])
  if generation then place(generation) end
end`;

/**
 * Begins a generation, unless one is being built. KEYS: building, generations. ARGV: run, generation, milliseconds
 * that it may be left alone.
 */
export const BEGIN = `
if not redis.call('set', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'px', ARGV[3], 'nx') then return 0 end
redis.call('sadd', KEYS[2], ARGV[2])
return 1`;

/** Ends a build that failed. KEYS: building. ARGV: run, generation. */
export const ABANDON = `
if redis.call('get', KEYS[1]) == ARGV[1] .. ' ' .. ARGV[2] then redis.call('del', KEYS[1]) end`;

/**
 * Adds people to the generation that is being built; those who were placed meanwhile are known better already. KEYS:
 * building. ARGV: prefix, run, generation, milliseconds, number of metrics, the metrics, then for each person id,
 * due, member, city and the scores.
 */
export const FILL = `${NAMES}
if named(KEYS[1], ARGV[2]) ~= ARGV[3] then return 0 end
redis.call('pexpire', KEYS[1], ARGV[4])
local base = ARGV[1] .. ARGV[3] .. ':'
local metrics = tonumber(ARGV[5])
for at = 6 + metrics, #ARGV, 4 + metrics do
  local id, due, member, city = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if redis.call('hsetnx', base .. 'people', id, member == '' and '0' or ('0 ' .. member .. ' ' .. city)) == 1 then
    if due ~= '' then redis.call('zadd', base .. 'due', due, id) end
    if member ~= '' then
      if city ~= '' then redis.call('sadd', base .. 'cities', city) end
      for number = 1, metrics do
        local board = base .. ARGV[5 + number] .. ':'
        redis.call('zadd', board, ARGV[at + 3 + number], member)
        if city ~= '' then redis.call('zadd', board .. city, ARGV[at + 3 + number], member) end
      end
    end
  end
end
return 1`;

/**
 * Lets the generation that was built be read, and names those that nobody reads any more. KEYS: building, ready,
 * generations. ARGV: run, generation, seconds that it may be read.
 */
export const FINISH = `${NAMES}
if named(KEYS[1], ARGV[1]) ~= ARGV[2] then return false end
redis.call('set', KEYS[2], ARGV[1] .. ' ' .. ARGV[2], 'ex', ARGV[3])
redis.call('del', KEYS[1])
redis.call('srem', KEYS[3], ARGV[2])
local old = redis.call('smembers', KEYS[3])
redis.call('del', KEYS[3])
redis.call('sadd', KEYS[3], ARGV[2])
return old`;
