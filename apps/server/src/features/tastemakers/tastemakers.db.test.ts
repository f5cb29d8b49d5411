import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { newTastemaker, write } from '../../../test/posts-cast.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
let nobody: Person;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  nobody = new Person(api.url);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
});
afterAll(() => server.stop());

const query = (text: string, values?: unknown[]) => server.database.query(text, values);
const account = (person: Person) => ({ params: { id: String(person.id) } });
const patch = (person: Person, body: object) =>
  admin.must(ROUTES.updateAccount, { ...account(person), body });
const directory = async (viewer: Person, filter: object = {}) =>
  (await viewer.must(ROUTES.listTastemakers, { query: { pageSize: '100', ...filter } })).data.map(
    ({ id }) => id,
  );
const apply = (person: Person, body: object = {}) =>
  person.call(ROUTES.applyAsTastemaker, {
    body: {
      specialty: 'Ramen <i>mostly</i>',
      tagline: 'Slurp',
      socialLinks: { website: 'https://ana.example.com' },
      why: 'I have eaten through all of Queens.',
      ...body,
    },
  });
const decide = (person: Person, id: string, body: object) =>
  person.call(ROUTES.decideApplication, { params: { id }, body: body as never });

describe('the directory', () => {
  it('holds who is a tastemaker, at once and for as long', async () => {
    expect(await directory(nobody)).not.toContain(ana.id);
    await patch(ana, {
      role: 'tastemaker',
      tastemakerProfile: { specialty: 'Pizza & Pasta' },
      badges: ['pizza_expert'],
    });
    expect(await directory(nobody)).toContain(ana.id);
    expect(await directory(nobody, { specialty: 'pizza' })).toContain(ana.id);
    expect(await directory(nobody, { specialty: '%' })).not.toContain(ana.id);
    await patch(ana, { tastemakerProfile: { specialty: 'Ramen' } });
    expect(await directory(nobody, { specialty: 'pizza' })).not.toContain(ana.id);
    await patch(ana, { role: 'user' });
    expect(await directory(nobody)).not.toContain(ana.id);
    expect((await nobody.call(ROUTES.getTastemaker, account(ana))).error.code).toBe('TASTEMAKER_NOT_FOUND');
    expect((await nobody.must(ROUTES.getUser, account(ana))).data.isTastemaker).toBe(false);
  });

  it('leaves out who is blocked, suspended, gone or does not want to be found', async () => {
    await patch(ana, { isTastemaker: true });
    const seen = async () => [
      (await directory(ben)).includes(ana.id),
      (await directory(nobody)).includes(ana.id),
    ];
    expect(await seen()).toEqual([true, true]);
    await ben.must(ROUTES.blockUser, account(ana));
    expect(await seen()).toEqual([false, true]);
    expect((await ben.call(ROUTES.getTastemaker, account(ana))).status).toBe(404);
    await admin.must(ROUTES.suspendAccount, {
      ...account(ana),
      body: { until: '2999-01-01T00:00:00.000Z', reason: 'Spam.' },
    });
    expect(await seen()).toEqual([false, false]);
    await admin.must(ROUTES.unsuspendAccount, account(ana));
    expect(await seen()).toEqual([false, true]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { discoverable: false } } });
    expect(await seen()).toEqual([false, false]);
    expect((await nobody.call(ROUTES.getTastemaker, account(ana))).status).toBe(200);
  });

  it('sorts by followers, posts and name', async () => {
    const people = await Promise.all(
      ['Zoe', 'adam', 'Mia'].map((displayName) => server.signUp(api, { displayName })),
    );
    const [zoe, adam, mia] = people.map(({ id }) => id);
    const specialty = `Sorting ${zoe}`;
    for (const person of people)
      await patch(person, { isTastemaker: true, tastemakerProfile: { specialty } });
    await query('update users set followers_count = 7, posts_count = 1 where id = $1', [mia]);
    await query('update users set followers_count = 3, posts_count = 5 where id = $1', [adam]);
    expect(await directory(nobody, { specialty })).toEqual([mia, adam, zoe]);
    expect(await directory(nobody, { specialty, sort: 'posts' })).toEqual([adam, mia, zoe]);
    expect(await directory(nobody, { specialty, sort: 'name' })).toEqual([adam, mia, zoe]);
    const { meta, headers } = await nobody.must(ROUTES.listTastemakers, {
      query: { specialty, pageSize: '2', page: '2' },
    });
    expect(meta).toMatchObject({ total: 3, totalPages: 2, hasMore: false });
    expect(headers.get('cache-control')).toBe('public, max-age=300');
  });
});

describe('a tastemaker', () => {
  it('shows profile, badges, counts and the newest five posts', async () => {
    const writer = await newTastemaker(server, api);
    await patch(writer, {
      isTastemaker: true,
      tastemakerProfile: { specialty: 'Ramen', tagline: 'Slurp' },
      badges: ['verified', 'ramen_specialist'],
    });
    await ben.must(ROUTES.followUser, account(writer));
    const restaurantId = await addRestaurant(admin);
    const secret = await addRestaurant(admin);
    for (const [id, isStealth] of [
      [restaurantId, false],
      [secret, true],
    ] as const)
      await writer.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId: id, isStealth },
      });
    await admin.must(ROUTES.createFeatured, { body: { name: `By ${writer.id}`, curatorId: writer.id } });
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) ids.unshift((await write(writer)).id);
    await write(writer, { publish: false });
    const newest = { params: { id: ids[0] ?? '' } };
    for (const person of [ben, ana, admin, nobody]) await person.must(ROUTES.viewPost, newest);
    await ben.must(ROUTES.likePost, newest);
    const { data } = await ben.must(ROUTES.getTastemakerByUsername, {
      params: { username: writer.signedIn?.user.username.toUpperCase() ?? '' },
    });
    expect(data).toMatchObject({
      id: writer.id,
      specialty: 'Ramen',
      tagline: 'Slurp',
      badges: [{ type: 'verified', label: 'Verified' }, { type: 'ramen_specialist' }],
      isFollowing: true,
      stats: {
        followersCount: 1,
        postsCount: 6,
        restaurantsCount: 1,
        featuredListsCount: 1,
        engagementRate: 25,
      },
    });
    expect(data.recentPosts.map(({ id }) => id)).toEqual(ids.slice(0, 5));
    expect(data.recentPosts[0]).toMatchObject({
      isLiked: true,
      author: { badges: [{ type: 'verified' }, { type: 'ramen_specialist' }] },
    });
    expect((await nobody.must(ROUTES.getTastemaker, account(writer))).data).toMatchObject({
      isFollowing: null,
      recentPosts: [{ isLiked: null }, {}, {}, {}, {}],
    });
    expect((await nobody.call(ROUTES.getTastemaker, account(ben))).error.code).toBe('TASTEMAKER_NOT_FOUND');
  });
});

describe('an application', () => {
  it('gives role, profile and badges when it is accepted, and older tokens no longer count', async () => {
    const { data } = await apply(ana);
    expect(data).toMatchObject({ specialty: 'Ramen mostly', status: 'open', note: null, decidedAt: null });
    expect((await apply(ana)).error.code).toBe('CONFLICT');
    const queue = async (status = 'open') =>
      (
        await admin.must(ROUTES.listApplications, { query: { status: status as 'open', limit: '100' } })
      ).data.map(({ id }) => id);
    expect(await queue()).toContain(data.id);
    const { data: decided } = await admin.must(ROUTES.decideApplication, {
      params: { id: data.id },
      body: { decision: 'accept', badges: ['ramen_specialist'], note: 'Welcome.' },
    });
    expect(decided).toMatchObject({
      status: 'accepted',
      note: 'Welcome.',
      userId: ana.id,
      user: { isTastemaker: true },
    });
    expect([(await queue()).includes(data.id), (await queue('accepted')).includes(data.id)]).toEqual([
      false,
      true,
    ]);
    expect((await ana.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    const again = await server.promote(ana, 'tastemaker', api);
    expect((await again.must(ROUTES.getMe, {})).data.role).toBe('tastemaker');
    await again.must(ROUTES.createPost, { body: { title: 'First', content: 'Slurp.' } });
    expect((await nobody.must(ROUTES.getTastemaker, account(ana))).data).toMatchObject({
      specialty: 'Ramen mostly',
      tagline: 'Slurp',
      socialLinks: { website: 'https://ana.example.com' },
      badges: [{ type: 'ramen_specialist' }],
    });
    await server.settled();
    const logged = await query('select act from audit_log where subject_id = $1 order by id', [ana.id]);
    expect(logged.map(({ act }) => act)).toEqual([
      'user.change-role',
      'user.change-badges',
      'application.decide',
    ]);
    const notices = await query(
      `select message from notifications where recipient_id = $1 and type = 'system'`,
      [ana.id],
    );
    expect(notices).toEqual([{ message: expect.stringContaining('You are a tastemaker now') }]);
    expect((await apply(again)).error.code).toBe('FORBIDDEN');
  });

  it('is decided once, whoever decides it at the same time', async () => {
    const { data } = await apply(ana);
    const colleague = await server.promote(await server.signUp(api), 'admin', api);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        decide(n % 2 ? admin : colleague, data.id, { decision: n % 3 ? 'accept' : 'dismiss' }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    const [winner] = outcomes.filter(({ status }) => status === 200);
    const [row] = await query('select role from users where id = $1', [ana.id]);
    expect(row?.role).toBe(winner?.data.status === 'accepted' ? 'tastemaker' : 'user');
  });

  it('can be made again after a dismissal, which changes nothing else', async () => {
    const { data } = await apply(ana);
    await admin.must(ROUTES.decideApplication, {
      params: { id: data.id },
      body: { decision: 'dismiss', note: 'Not yet.' },
    });
    expect((await ana.must(ROUTES.getMe, {})).data).toMatchObject({ role: 'user', isTastemaker: false });
    expect((await apply(ana)).status).toBe(201);
    const { data: own, meta } = await ana.must(ROUTES.listOwnApplications, {});
    expect([own.map(({ status }) => status), own[1]?.note, meta.total]).toEqual([
      ['open', 'dismissed'],
      'Not yet.',
      2,
    ]);
    expect((await ben.must(ROUTES.listOwnApplications, {})).data).toEqual([]);
  });

  it('is one of twenty at once, and only for who could become one', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => apply(ana)));
    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const [body, code] of [
      [{ decision: 'accept', badges: ['king'] }, 'VALIDATION_ERROR'],
      [{ decision: 'accept', isAdmin: true }, 'VALIDATION_ERROR'],
      [{ decision: 'maybe' }, 'VALIDATION_ERROR'],
    ] as const)
      expect(
        (await decide(admin, outcomes.find(({ status }) => status === 201)?.data.id ?? '', body)).error.code,
      ).toBe(code);
    expect((await decide(admin, 'application-999999', { decision: 'accept' })).error.code).toBe(
      'APPLICATION_NOT_FOUND',
    );
    expect((await apply(ben, { socialLinks: { website: 'javascript:alert(1)' } })).error.code).toBe(
      'VALIDATION_ERROR',
    );
    expect((await apply(ben, { specialty: '<br>' })).error.code).toBe('VALIDATION_ERROR');
  });

  it('of who became staff meanwhile gives the profile and leaves the role', async () => {
    const { data } = await apply(ana);
    await patch(ana, { role: 'moderator' });
    await admin.must(ROUTES.decideApplication, { params: { id: data.id }, body: { decision: 'accept' } });
    const [row] = await query('select role, is_tastemaker from users where id = $1', [ana.id]);
    expect(row).toEqual({ role: 'moderator', is_tastemaker: true });
  });

  it('of who has left cannot be accepted', async () => {
    const { data } = await apply(ana);
    await query('update users set deleted_at = now() where id = $1', [ana.id]);
    expect((await decide(admin, data.id, { decision: 'accept' })).error.code).toBe('USER_NOT_FOUND');
    expect((await decide(admin, data.id, { decision: 'dismiss' })).data).toMatchObject({
      status: 'dismissed',
      user: null,
    });
  });
});
