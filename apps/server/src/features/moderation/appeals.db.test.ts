import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  admin,
  api,
  author,
  colleague,
  feedOf,
  listsSeenBy,
  makeList,
  moderator,
  nothingDrifted,
  queue,
  report,
  resolve,
  reviewsSeenBy,
  server,
  stage,
  writeReview,
} from '../../../test/moderation-cast.js';
import { until } from '../../../test/until.js';

stage();

describe('appealing', () => {
  const decided = async (
    action: 'hide' | 'delete' | 'warn' | 'suspend',
    type: 'list' | 'review' = 'list',
  ) => {
    const id = type === 'list' ? await makeList(author) : await writeReview(author);
    const { data } = await report(await server.signUp(api), type, id);
    const decision = await resolve(moderator, data.id, action);
    expect(decision.status).toBe(200);
    return { reportId: data.id, id };
  };
  const appeal = (person: Person, id: string, text = 'It is honest.') =>
    person.call(ROUTES.appeal, { params: { id }, body: { text } });

  it('is for the author alone, once, and only against a decision', async () => {
    const { reportId } = await decided('hide');
    const open = await report(await server.signUp(api), 'list', await makeList(author));
    for (const person of [await server.signUp(api), moderator])
      expect((await appeal(person, reportId)).error.code).toBe('REPORT_NOT_FOUND');
    expect((await appeal(author, 'report-999999999')).error.code).toBe('REPORT_NOT_FOUND');
    expect((await appeal(author, open.data.id)).error.code).toBe('CONFLICT');
    expect((await appeal(author, reportId, ' ')).status).toBe(400);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => appeal(author, reportId)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(409)]);
    const [first] = await queue();
    expect(first).toMatchObject({ id: reportId, status: 'appealed', appeal: { text: 'It is honest.' } });
    const dismissed = await report(await server.signUp(api), 'list', await makeList(author));
    await resolve(moderator, dismissed.data.id, 'dismiss');
    expect((await appeal(author, dismissed.data.id)).error.code).toBe('CONFLICT');
    expect((await resolve(colleague, reportId, 'dismiss')).status).toBe(200);
    expect((await appeal(author, reportId)).error.code).toBe('CONFLICT');
  });

  it.each(['hide', 'delete'] as const)(
    'against "%s" is decided by another moderator, and gives back what was taken',
    async (action) => {
      const { reportId, id } = await decided(action, 'review');
      await appeal(author, reportId);
      expect((await resolve(moderator, reportId, 'dismiss')).error.code).toBe('FORBIDDEN');
      expect((await resolve(colleague, reportId, 'dismiss')).data).toMatchObject({
        status: 'dismissed',
        isHidden: false,
        current: { text: 'Buy my pills' },
        appeal: { decidedAt: expect.any(String) },
      });
      expect(await reviewsSeenBy(moderator)).toEqual([id]);
      expect(await nothingDrifted()).toEqual([]);
      expect((await resolve(colleague, reportId, 'hide')).error.code).toBe('CONFLICT');
    },
  );

  it('may end with another decision or the same', async () => {
    const { reportId, id } = await decided('delete', 'review');
    await appeal(author, reportId);
    expect((await resolve(colleague, reportId, 'hide')).data).toMatchObject({
      status: 'upheld',
      isHidden: true,
      current: { text: 'Buy my pills' },
    });
    expect([await reviewsSeenBy(moderator), await reviewsSeenBy(author)]).toEqual([[], [id]]);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('does not bring back a review beside a newer one', async () => {
    const { reportId } = await decided('delete', 'review');
    await appeal(author, reportId);
    const newer = await writeReview(author);
    expect((await resolve(colleague, reportId, 'dismiss')).data).toMatchObject({
      status: 'dismissed',
      current: null,
    });
    expect(await reviewsSeenBy(moderator)).toEqual([newer]);
    expect(await feedOf(author)).toHaveLength(1);
    expect(await nothingDrifted()).toEqual([]);
  });

  it('is open to the suspended, who see what they may appeal, and lifts the suspension when granted', async () => {
    const { reportId, id } = await decided('suspend');
    await until(
      'the suspension counts',
      async () => (await author.call(ROUTES.getFeed, {})).error?.code === 'ACCOUNT_SUSPENDED',
    );
    const { data } = await author.must(ROUTES.listDecisions, {});
    expect(data).toEqual([
      {
        id: reportId,
        status: 'upheld',
        targetType: 'list',
        targetId: `custom-${id}`,
        action: 'suspend',
        decidedAt: expect.any(String),
        suspendedUntil: expect.any(String),
        mayAppeal: true,
      },
    ]);
    expect((await appeal(author, reportId)).status).toBe(201);
    expect((await author.must(ROUTES.listDecisions, {})).data[0]).toMatchObject({
      status: 'appealed',
      mayAppeal: false,
    });
    await resolve(colleague, reportId, 'dismiss');
    await until('the suspension is over', async () => (await author.call(ROUTES.getFeed, {})).status === 200);
    expect(await listsSeenBy(moderator)).toEqual([`custom-${id}`]);
  });

  it('does not lift a suspension that somebody else began since', async () => {
    const { reportId } = await decided('suspend');
    await admin.must(ROUTES.suspendAccount, {
      params: { id: String(author.id) },
      body: { until: new Date(Date.now() + 30 * 86_400_000).toISOString(), reason: 'worse' },
    });
    await appeal(author, reportId);
    await resolve(colleague, reportId, 'dismiss');
    const { data } = await admin.must(ROUTES.listAccounts, { query: { q: String(author.id) } });
    expect(data[0]?.suspendedUntil).not.toBeNull();
  });

  it('is decided by the same moderator where there is no other', async () => {
    const { reportId } = await decided('warn');
    await appeal(author, reportId);
    const others = `role in ('moderator', 'admin') and id <> ${moderator.id}`;
    await server.database.query(`update users set deactivated_at = now() where ${others}`);
    expect((await resolve(moderator, reportId, 'dismiss')).status).toBe(200);
    await server.database.query(`update users set deactivated_at = null where ${others}`);
  });
});
