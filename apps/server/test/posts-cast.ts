import { ROUTES, type Sent } from '@beli/contract';
import type { Person } from './client.js';
import type { RunningApi, TestServer } from './server.js';

/* People who publish, and what they do in one line. */

/** A tastemaker with a proven address. */
export async function newTastemaker(server: TestServer, api: RunningApi): Promise<Person> {
  const person = await server.promote(await server.signUp(api), 'tastemaker', api);
  await server.database.query('update users set email_verified_at = now() where id = $1', [person.id]);
  return person;
}

type PostBody = Sent<typeof ROUTES.createPost>['body'];

/** A published post, unless the body says otherwise. Returns its id and what routes about it take. */
export async function write(author: Person, body: Partial<PostBody> = {}) {
  const { data } = await author.must(ROUTES.createPost, {
    body: { title: 'Bowls', content: '<p>Slurp.</p>', publish: true, ...body },
  });
  return { id: data.id, post: data, target: { params: { id: data.id } } };
}
