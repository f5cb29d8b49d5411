import { connect, createServer } from 'node:net';
import { onStop } from '../scripts/setup/lifecycle.mjs';

/**
 * Stands between an api and PostgreSQL and notes the statements that go by, with their parameters: what is
 * compared is what the server really runs, wherever in the code it stands.
 */
export async function startTap(databaseUrl) {
  const target = new URL(databaseUrl);
  let noted;
  const sockets = new Set();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    const read = frontendReader((statement) => noted?.push(statement));
    client.on('data', (chunk) => read(chunk));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
      socket.on('close', () => sockets.delete(socket));
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  onStop('redis', close);
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(server.address().port);
  return {
    url: url.href,
    close,
    /** Runs `work` and answers the statements that went by meanwhile: `{ name, text, values }`. */
    async listen(work) {
      noted = [];
      const result = await work();
      const statements = noted;
      noted = undefined;
      return { result, statements };
    },
  };

  function close() {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** Reads the client's side of the protocol: Parse, Bind and Query messages. */
function frontendReader(onStatement) {
  const texts = new Map();
  let rest = Buffer.alloc(0);
  let isStarted = false;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (true) {
      const header = isStarted ? 1 : 0; // the start-up message has no type byte
      if (rest.length < header + 4) return;
      const end = header + rest.readInt32BE(header);
      if (rest.length < end) return;
      const type = isStarted ? String.fromCharCode(rest[0]) : '';
      take(type, rest.subarray(header + 4, end));
      isStarted = true;
      rest = rest.subarray(end);
    }
  };

  function take(type, body) {
    if (type === 'Q') onStatement({ name: undefined, text: textAt(body, 0)[0], values: [] });
    if (type === 'P') {
      const [name, next] = textAt(body, 0);
      texts.set(name, textAt(body, next)[0]);
    }
    if (type === 'B') {
      const [, afterPortal] = textAt(body, 0);
      const [name, next] = textAt(body, afterPortal);
      onStatement({ name: name || undefined, text: texts.get(name) ?? '', values: valuesAt(body, next) });
    }
  }
}

function textAt(body, start) {
  const end = body.indexOf(0, start);
  return [body.toString('utf8', start, end), end + 1];
}

function valuesAt(body, start) {
  let at = start + 2 + 2 * body.readInt16BE(start);
  const count = body.readInt16BE(at);
  at += 2;
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at);
    at += 4;
    if (length === -1) return null;
    at += length;
    return body.toString('utf8', at - length, at);
  });
}
