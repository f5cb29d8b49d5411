import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { API_PREFIX, type DataExport, type ExportFormat } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { PERSONAL_DATA } from '../../personal-data.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { ExportPart } from '../../platform/personal-data/personal-data.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { openArchive, sealArchive } from './archive-seal.js';
import { type ArchivePart, packArchive } from './export-archive.js';
import {
  type ExportRow,
  findExport,
  findExportContent,
  findExportMark,
  finishExport,
  insertExport,
  lockNextExport,
  readExportPart,
} from './exports.sql.js';

const notThere = () => new AppError('EXPORT_NOT_FOUND', 'There is no such export, or no longer.');

/** Everything that is kept about a person, to take along. */
@Injectable()
export class ExportsService {
  private readonly key: Buffer;
  private readonly archiveKey: Buffer;

  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.key = cipher.deriveKey('export links');
    this.archiveKey = cipher.deriveKey('export archives');
  }

  /** @throws AppError RATE_LIMIT_EXCEEDED within 24 hours of the last one */
  async request(actor: Actor, format: ExportFormat): Promise<DataExport> {
    return this.database.transaction(async (tx) => {
      const retryAfter = await lockNextExport(tx, actor.id);
      if (retryAfter > 0) {
        throw new AppError('RATE_LIMIT_EXCEEDED', 'One export in 24 hours.', undefined, {
          retryAfter,
          limit: 1,
          windowMs: 86_400_000,
        });
      }
      const row = await insertExport(tx, { id: randomUUID(), userId: actor.id, format });
      await this.outbox.append(tx, 'export.requested', { userId: actor.id, exportId: row.id });
      return this.present(row);
    });
  }

  async get(actor: Actor, id: string): Promise<DataExport> {
    const row = await findExport(this.database.current, actor.id, id);
    if (!row) throw notThere();
    return this.present(row);
  }

  /** The archive, for whoever has the link that `get` gave. */
  async download(id: string, expires: string, signature: string): Promise<Buffer> {
    const mark = await findExportMark(this.database.current, id);
    if (mark === undefined) throw notThere();
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(id, expires, mark);
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isOurs || Number(expires) * 1000 < this.clock().getTime()) throw notThere();
    const content = await findExportContent(this.database.current, id);
    if (!content) throw notThere();
    return openArchive(this.archiveKey, id, content);
  }

  async build(tx: Tx, userId: number, exportId: string): Promise<void> {
    const row = await findExport(tx, userId, exportId);
    // Gone with the account.
    if (!row) return;
    const parts: ArchivePart[] = [];
    // One after another: a transaction has one connection.
    for (const part of PERSONAL_DATA.flatMap((table) => table.exports))
      parts.push(await this.readPart(tx, part, userId));
    const archive = await packArchive(parts, row.format, this.clock());
    const sealed = sealArchive(this.archiveKey, exportId, archive);
    await finishExport(tx, exportId, { content: sealed, size: archive.length });
    await this.outbox.append(tx, 'export.finished', { userId, exportId });
  }

  private async readPart(
    tx: Tx,
    { name, select, secrets = {} }: ExportPart,
    userId: number,
  ): Promise<ArchivePart> {
    const rows = JSON.parse(await readExportPart(tx, select, userId)) as Record<string, unknown>[];
    for (const row of rows) {
      for (const [column, field] of Object.entries(secrets)) {
        const envelope = row[column];
        if (typeof envelope === 'string') row[column] = this.cipher.decrypt(field, envelope);
      }
    }
    return { name, rows };
  }

  private sign(id: string, expires: string, mark: string): Buffer {
    return createHmac('sha256', this.key).update(`export ${id} ${expires} ${mark}`).digest();
  }

  private present({ createdAt, expiresAt, mark, ...row }: ExportRow): DataExport {
    const expires = String(Math.floor((expiresAt?.getTime() ?? 0) / 1000));
    const query = `expires=${expires}&signature=${this.sign(row.id, expires, mark).toString('base64url')}`;
    return {
      ...row,
      downloadUrl: row.status === 'ready' ? `${API_PREFIX}/exports/${row.id}/file?${query}` : null,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
    };
  }
}
