import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { newTastemaker, write } from '../../../test/posts-cast.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';

let server: TestServer;
let api: RunningApi;
let ana: Person;
let worker: Awaited<ReturnType<TestServer['worker']>>;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
  api = await server.api();
  worker = await server.worker();
});
beforeEach(async () => {
  ana = await newTastemaker(server, api);
});
afterAll(() => server.stop());

const query = <T = Record<string, unknown>>(text: string, values?: unknown[]) =>
  server.database.query<T>(text, values);
const follow = (person: Person) => person.must(ROUTES.followUser, { params: { id: String(ana.id) } });
const told = async (postId: string) =>
  await query<{ id: number }>(
    `select recipient_id::int as id from notifications where post_id = $1 and type = 'post_published' order by recipient_id`,
    [Number(postId.replace('post-', ''))],
  );

/** What a person reads of posts in the inbox. */
const read = async (person: Person) =>
  (await person.must(ROUTES.listNotifications, { query: { types: 'post_published' } })).data.map(
    ({ actionDescription }) => actionDescription,
  );

/** How often the worker has told followers of posts so far. */
const statements = async () => {
  const { values } = await worker.platform.metrics.queryDuration.get();
  return values
    .filter(
      ({ metricName, labels }) => metricName?.endsWith('_count') && labels.statement === 'post-followers',
    )
    .reduce((sum, { value }) => sum + value, 0);
};

/** Followers who exist only as rows. */
const followers = (count: number) =>
  query(
    `with crowd as (
       insert into users (username, display_name) select 'crowd_' || $1::bigint || '_' || n, 'Crowd' from generate_series(1, $2::int) n returning id
     ), counted as (update users set followers_count = followers_count + $2::int where id = $1)
     insert into follows (follower_id, followee_id, status, accepted_at) select id, $1, 'accepted', now() from crowd`,
    [ana.id, count],
  );

describe('followers of a tastemaker', () => {
  it('hear of a post when it is published first, and never again', async () => {
    const ben = await server.signUp(api);
    await follow(ben);
    const listener = await Listener.connect(api.url, ben.token);
    const { id, target } = await write(ana, { publish: false });
    await server.settled();
    expect(await told(id)).toEqual([]);
    await ana.must(ROUTES.updatePost, { ...target, body: { publish: true } });
    await server.settled();
    expect(await told(id)).toEqual([{ id: ben.id }]);
    expect(await read(ben)).toEqual(['published “Bowls”']);
    expect(await listener.next('post:published')).toMatchObject([
      { postId: id, title: 'Bowls', author: { id: ana.id } },
    ]);
    for (const publish of [false, true])
      await ana.must(ROUTES.updatePost, { ...target, body: { publish, title: 'Again' } });
    await server.settled();
    expect(await told(id)).toHaveLength(1);
    expect(listener.all('post:published')).toHaveLength(1);
    listener.close();
  });

  it('read its title as it stands, and none of a post that they may not read any more', async () => {
    const ben = await server.signUp(api);
    await follow(ben);
    const { id, target } = await write(ana);
    await server.settled();
    await ana.must(ROUTES.updatePost, { ...target, body: { title: 'Spoons' } });
    expect(await read(ben)).toEqual(['published “Spoons”']);
    const number = Number(id.replace('post-', ''));
    const change = (set: string) => query(`update posts set ${set} where id = $1`, [number]);
    await change('hidden_at = now()');
    const untold = { actionDescription: 'published a post', postId: null };
    const { data } = await ben.must(ROUTES.listNotifications, {});
    expect(data).toMatchObject([{ ...untold, message: expect.not.stringContaining('Spoons') }]);
    await change('hidden_at = null');
    expect(await read(ben)).toEqual(['published “Spoons”']);
    await ana.must(ROUTES.updatePost, { ...target, body: { publish: false } });
    expect(await read(ben)).toEqual(['published a post']);
  });

  it('hear nothing of whom they muted or blocked, nor where they do not want to', async () => {
    const [muter, blocker, silent, asker, away, glad] = await Promise.all(
      Array.from({ length: 6 }, () => server.signUp(api)),
    );
    if (!muter || !blocker || !silent || !asker || !away || !glad) throw new Error('nobody signed up');
    for (const person of [muter, blocker, silent, away, glad]) await follow(person);
    const target = { params: { id: String(ana.id) } };
    await muter.must(ROUTES.muteUser, target);
    await blocker.must(ROUTES.blockUser, target);
    await silent.must(ROUTES.updateSettings, { body: { notifications: { featuredLists: false } } });
    await query('update users set deleted_at = now() where id = $1', [away.id]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    await follow(asker);
    const { id } = await write(ana);
    await server.settled();
    expect((await told(id)).map((row) => row.id)).toEqual([glad.id]);
  });

  it('are told some at a time, in a number of statements that does not follow theirs', async () => {
    await followers(1_700);
    const before = await statements();
    const { id } = await write(ana);
    await server.settled();
    expect(await told(id)).toHaveLength(1_700);
    expect((await statements()) - before).toBe(4);
    const [{ events } = { events: 0 }] = await query<{ events: number }>(
      `select count(distinct event_id)::int as events from notifications where post_id = $1`,
      [Number(id.replace('post-', ''))],
    );
    expect(events).toBe(1);
  });

  it('are told no further once the post is taken away', async () => {
    await followers(600);
    const { id, post } = await write(ana, { publish: false });
    const [event] = await query<{ id: string }>('select gen_random_uuid() as id');
    await query(
      'update posts set published_at = now(), announced_at = now(), hidden_at = now() where id = $1',
      [Number(post.id.replace('post-', ''))],
    );
    await query('update users set posts_count = posts_count + 1 where id = $1', [ana.id]);
    await query(
      `insert into outbox (event_id, reaction, type, payload) values ($1, 'notify', 'post.announcing', $2)`,
      [
        event?.id,
        { userId: ana.id, postId: Number(id.replace('post-', '')), noticeId: event?.id, afterFollowerId: 0 },
      ],
    );
    await server.settled();
    expect(await told(id)).toEqual([]);
  });
});

it('the author hears of comments by others, and of nothing that muted people say', async () => {
  const [ben, cara] = [await server.signUp(api), await server.signUp(api)];
  const { target, id } = await write(ana);
  await ana.must(ROUTES.muteUser, { params: { id: String(cara.id) } });
  for (const person of [ben, cara, ana])
    await person.must(ROUTES.commentOnPost, { ...target, body: { content: 'Slurp!' } });
  await server.settled();
  const { data } = await ana.must(ROUTES.listNotifications, { query: { types: 'comment' } });
  expect(data).toMatchObject([
    {
      actor: { id: ben.id },
      postId: id,
      commentText: 'Slurp!',
      actionDescription: 'commented on your post “Bowls”',
    },
  ]);
  const { data: own } = await ben.must(ROUTES.listNotifications, {});
  expect(own).toEqual([]);
});
