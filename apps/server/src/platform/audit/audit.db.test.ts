import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

const pageOf = async (query: Record<string, string> = {}) =>
  admin.must(ROUTES.listAuditLog, { query: query as never });

describe('the log', () => {
  it('refuses to be changed, emptied or shortened, whoever asks', async () => {
    await addRestaurant(admin);
    const before = await server.database.query('select * from audit_log order by id');
    for (const attempt of [
      `update audit_log set act = 'nothing'`,
      `update audit_log set actor_id = 999`,
      `update audit_log set actor_id = null, after = '{}'`,
      `update audit_log set created_at = created_at - interval '1 day'`,
      `update audit_log set target_id = null`,
      `update audit_log set subject_id = ${admin.id}`,
      'delete from audit_log',
      'truncate audit_log',
      'truncate users cascade',
      `begin; set local session_replication_role = replica; delete from audit_log; commit`,
    ]) {
      await expect(server.database.query(attempt), attempt).rejects.toThrow(/new rows only|foreign key/);
    }
    expect(await server.database.query('select * from audit_log order by id')).toEqual(before);
    expect(before.length).toBeGreaterThan(0);
  });

  it('lets the purge of an account take its ids away, and nothing else', async () => {
    const [boss, target] = [
      await server.promote(await server.signUp(api), 'admin', api),
      await server.signUp(api),
    ];
    await boss.must(ROUTES.setPriority, { params: { id: String(target.id) }, body: { level: 'SC' } });
    const read = () =>
      server.database.query(
        `select *, actor_id::int, subject_id::int from audit_log where act = 'user.set-priority' order by id desc limit 1`,
      );
    const [row] = await read();
    expect(row).toMatchObject({ subject_id: target.id, actor_id: boss.id, target_id: null });
    await server.database.query('delete from users where id = $1', [target.id]);
    expect(await read()).toEqual([{ ...row, subject_id: null }]);
    await server.database.query('delete from users where id = $1', [boss.id]);
    expect(await read()).toEqual([{ ...row, subject_id: null, actor_id: null }]);
  });

  it('tells who did what to which restaurant, with what changed and the request', async () => {
    const restaurantId = await addRestaurant(admin, { name: 'Before' });
    const target = { params: { id: String(restaurantId) } };
    const { headers } = await admin.must(ROUTES.updateRestaurant, {
      ...target,
      body: { name: 'After', website: 'https://user@example.com/' },
    });
    await admin.must(ROUTES.deleteRestaurant, target);
    const { data } = await pageOf({ target: `restaurant-${restaurantId}` });
    expect(data.map(({ act, actorId }) => [act, actorId])).toEqual([
      ['restaurant.delete', admin.id],
      ['restaurant.update', admin.id],
      ['restaurant.create', admin.id],
    ]);
    expect(data[1]).toMatchObject({
      before: { name: 'Before', website: null, version: 1 },
      after: { name: 'After', website: '[address]', version: 2 },
      requestId: headers.get('x-request-id'),
    });
  });

  it('has nothing of an act that failed', async () => {
    const before = await server.database.query('select count(*) from audit_log');
    const id = String(await addRestaurant(admin));
    await admin.call(ROUTES.updateRestaurant, {
      params: { id },
      body: { name: 'Late' },
      headers: { 'if-match': '"99"' },
    });
    await admin.call(ROUTES.deleteRestaurant, { params: { id: '999999' } });
    const after = await server.database.query('select count(*) from audit_log');
    expect([Number(before[0]?.count) + 1]).toEqual([Number(after[0]?.count)]);
  });

  it('is read by admins alone, a page at a time, by actor, act and target', async () => {
    const moderator = await server.promote(await server.signUp(api), 'moderator', api);
    for (const person of [moderator, await server.signUp(api)])
      expect((await person.call(ROUTES.listAuditLog, {})).error.code).toBe('FORBIDDEN');
    const other = await server.promote(await server.signUp(api), 'admin', api);
    for (let n = 0; n < 5; n++) await addRestaurant(other);
    const ids: number[] = [];
    let cursor: string | null | undefined;
    do {
      const { data, meta } = await pageOf({ actor: String(other.id), limit: '2', ...(cursor && { cursor }) });
      ids.push(...data.map(({ id }) => id));
      cursor = meta.nextCursor;
    } while (cursor);
    expect(ids).toHaveLength(5);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect((await pageOf({ act: 'restaurant.delete', actor: String(other.id) })).data).toEqual([]);
    for (const query of [{ act: 'x' }, { target: 'x' }, { target: 'user-;' }, { cursor: 'x' }])
      expect((await admin.call(ROUTES.listAuditLog, { query: query as never })).status).toBe(400);
    expect((await pageOf({ target: 'user-99999999999999999999' })).data).toEqual([]);
  });
});
