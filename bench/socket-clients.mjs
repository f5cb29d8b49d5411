import { io } from 'socket.io-client';

/* Holds sockets for live-sockets.mjs, which asks over IPC. */

const CONNECTING_AT_ONCE = 20;
const now = () => performance.timeOrigin + performance.now();

const sockets = [];
/** by restaurant: when each socket first heard of it */
const heard = new Map();
let doubles = 0;
let wake = () => {};

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ id, connect, hear, withinMs }) => {
  const answer = connect ? await open(connect) : hear ? await hearOf(hear, withinMs) : count();
  process.send({ id, answer });
});

async function open(wanted) {
  const queue = wanted.entries();
  const work = async () => {
    for (const [number, { token, url }] of queue) sockets.push(await openOne(number, token, url));
  };
  await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, work));
  return sockets.length;
}

function openOne(number, token, url) {
  const socket = io(url, { path: '/ws', transports: ['websocket'], auth: { token }, forceNew: true });
  socket.on('feed:update', ({ restaurant }) => {
    const times = heard.get(restaurant.id) ?? heard.set(restaurant.id, new Map()).get(restaurant.id);
    if (times.has(number)) doubles += 1;
    else times.set(number, now());
    wake();
  });
  return new Promise((resolve, reject) => {
    // Told after it has entered its rooms.
    socket.once('presence:list', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

async function hearOf(restaurantId, withinMs) {
  const everybody = Promise.withResolvers();
  const timer = setTimeout(everybody.resolve, withinMs);
  const check = () => {
    if ((heard.get(restaurantId)?.size ?? 0) >= sockets.length) everybody.resolve();
  };
  wake = check;
  check();
  await everybody.promise;
  clearTimeout(timer);
  return [...(heard.get(restaurantId)?.values() ?? [])];
}

const count = () => ({ connected: sockets.filter(({ connected }) => connected).length, doubles });
