// The least that the same answer could cost: Fastify without anything, which sends bytes it was given, after
// running the statements it was given.
import { createHash } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

process.once('disconnect', () => process.exit());
process.once('message', serve);

async function serve({ method, route, contentType, body, databaseUrl, poolSize, reads, varies }) {
  const app = Fastify({ logger: false });
  const pool = reads.length > 0 ? new pg.Pool({ connectionString: databaseUrl, max: poolSize }) : undefined;
  const prepared = reads.map((statements) => statements.map((statement) => prepare(statement, varies)));
  let turn = 0;
  app.route({
    method,
    url: route,
    handler: pool
      ? async (request, reply) => {
          turn = (turn + 1) % prepared.length;
          for (const { name, text, valuesFor } of prepared[turn]) {
            await pool.query({ name, text, values: valuesFor(request.params.id) });
          }
          reply.header('content-type', contentType);
          return reply.send(body);
        }
      : (_request, reply) => {
          reply.header('content-type', contentType);
          reply.send(body);
        },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.send({ port: app.server.address().port });
}

/** A named statement whose parameters follow the id of the request where they held the captured one. */
function prepare({ text, values }, varies) {
  const name = createHash('sha1').update(text).digest('base64url');
  const single = values.map((value) => varies !== undefined && value === varies);
  const listed = values.map((value) => varies !== undefined && value === `{${varies}}`);
  if (!single.includes(true) && !listed.includes(true)) return { name, text, valuesFor: () => values };
  const valuesFor = (id) =>
    values.map((value, index) => (single[index] ? id : listed[index] ? `{${id}}` : value));
  return { name, text, valuesFor };
}
