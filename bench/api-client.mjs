const TIMEOUT_MS = 30_000;

/** Sends one request and answers status, content type, text and parsed body; throws where it is not 2xx. */
export async function call(origin, { method = 'GET', path, token, body }) {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: headersOf({ token, body }),
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return {
    text,
    contentType: response.headers.get('content-type'),
    json: text === '' ? null : JSON.parse(text),
  };
}

export const headersOf = ({ token, body }) => ({
  ...(token && { authorization: `Bearer ${token}` }),
  ...(body && { 'content-type': 'application/json' }),
});

/** Runs `work` on every item, some at a time. */
export async function inParallel(items, width, work) {
  const queue = items.entries();
  const results = [];
  const run = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: width }, run));
  return results;
}
