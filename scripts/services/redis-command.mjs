import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * Sends one command on a connection of its own and answers the raw reply. Enough for PING and CONFIG GET;
 * the server uses a real client.
 */
export function redisCommand(url, ...words) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const commands = [words];
  if (password) {
    const credentials = [username, password].filter(Boolean).map(decodeURIComponent);
    commands.unshift(['AUTH', ...credentials]);
  }
  return new Promise((resolve, reject) => {
    const socket =
      protocol === 'rediss:' ? connectTls({ ...target, servername: target.host }) : connectPlain(target);
    let reply = '';
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer within 5 s')));
    socket.on('data', (chunk) => {
      reply += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => {
      const text = password ? reply.replace(/^\+OK\r\n/, '') : reply;
      // What answers but does not speak the protocol is no Redis.
      if (/^[+$*:]/.test(text)) resolve(text);
      else reject(new Error(text.startsWith('-') ? text.slice(1).split('\r\n')[0] : 'that is no Redis'));
    });
    socket.write([...commands, ['QUIT']].map(encode).join(''));
  });
}

function encode(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
