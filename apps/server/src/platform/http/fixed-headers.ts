/** An answer of the API is data: never a page, never framed, never guessed at. */
export const FIXED_HEADERS = {
  vary: 'Authorization, Cookie, Origin',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;
