import { AccessTokens } from '../src/platform/auth/access-tokens.js';
import { Person } from './client.js';
import type { TestServer } from './server.js';

/** Many people at once: put into the tables, with sessions whose tokens are signed here. By id. */
export async function createCrowd(server: TestServer, baseUrl: string, count: number): Promise<Person[]> {
  const rows = await server.database.query<{ userId: number; sid: string }>(
    `with people as (
       insert into users (username, display_name) select 'crowd_' || n, 'Crowd ' || n from generate_series(1, $1) n returning id
     )
     insert into sessions (id, user_id, refresh_hash, expires_at)
     select gen_random_uuid(), id, sha256(gen_random_uuid()::text::bytea), now() + interval '1 day' from people
     returning user_id::int as "userId", id as sid`,
    [count],
  );
  const keys = server.config().loadKeys(() => undefined);
  const tokens = new AccessTokens(keys);
  const people = rows
    .sort((one, other) => one.userId - other.userId)
    .map(({ userId, sid }) => {
      const claims = { userId, sid, email: null, role: 'user', ver: 0 } as const;
      const signedIn = { user: { id: userId }, accessToken: tokens.issue(claims, new Date()) };
      return new Person(baseUrl, signedIn as never);
    });
  keys.close();
  return people;
}
