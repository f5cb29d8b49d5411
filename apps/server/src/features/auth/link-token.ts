import { createHmac, timingSafeEqual } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `<link id>.<mac>`: who has the database or a queued mail has the id, but not the server's key. */
export class LinkTokens {
  constructor(private readonly key: Buffer) {}

  format(linkId: string): string {
    return `${linkId}.${this.mac(linkId).toString('base64url')}`;
  }

  /** The link's id, or null for anything that we did not make. */
  parse(text: string): string | null {
    const [linkId = '', mac = ''] = text.split('.');
    if (!UUID.test(linkId)) return null;
    const [given, expected] = [Buffer.from(mac, 'base64url'), this.mac(linkId)];
    return given.length === expected.length && timingSafeEqual(given, expected) ? linkId : null;
  }

  private mac(linkId: string): Buffer {
    return createHmac('sha256', this.key).update(linkId).digest();
  }
}
