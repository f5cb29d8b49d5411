import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { CliFailure } from '../cli/failure.js';
import { Progress } from '../cli/progress.js';
import type { Tx } from '../platform/database/database.js';
import { CsvFile, type CsvRow } from './csv-file.js';
import type { ImportPlan, Merged } from './import-plan.js';
import { ImportSession, type TableSize } from './import-session.sql.js';
import { createRefusedTable, readRefusals } from './refusals.sql.js';
import { ReportFile, reportPathsFor } from './report-file.js';

export interface ImportOptions {
  readonly databaseUrl: string;
  readonly file: string;
  /** where refused rows are written instead of beside the file */
  readonly rejects?: string | undefined;
  /** ends the import where it is; nothing of it stays */
  readonly signal?: AbortSignal;
  /** what is worth telling on the way */
  readonly onNote?: (text: string) => void;
  readonly showProgress?: boolean;
}

export interface ImportOutcome {
  readonly merged: Merged;
  readonly read: number;
  readonly refused: { readonly count: number; readonly path: string };
  readonly warnings: { readonly count: number; readonly path: string };
  readonly seconds: { readonly reading: number; readonly merging: number; readonly total: number };
  readonly sizes: readonly TableSize[];
}

/** Reads a file into a staging table and merges it, all in one transaction. */
export async function runImport(plan: ImportPlan, options: ImportOptions): Promise<ImportOutcome> {
  const file = await CsvFile.open(options.file);
  const paths = await reportPathsFor(options.file, options.rejects);
  const session = await ImportSession.open(options.databaseUrl);
  let isCommitted = false;
  const abort = () => {
    if (!isCommitted) void session.abort().catch(() => undefined);
  };
  options.signal?.addEventListener('abort', abort);
  try {
    const outcome = await new ImportRun(plan, file, session, options, {
      rejects: new ReportFile(paths.rejects),
      warnings: new ReportFile(paths.warnings),
    }).run(() => {
      isCommitted = true;
    });
    if (paths.isElsewhere && outcome.refused.count + outcome.warnings.count > 0)
      options.onNote?.(
        `The folder of ${options.file} takes no files: what was found is in the current folder.`,
      );
    return outcome;
  } catch (error) {
    if (options.signal?.aborted && !isCommitted)
      throw new CliFailure('Interrupted: nothing was changed. Run the same command again.', 130);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
    await session.close();
  }
}

class ImportRun {
  private read = 0;

  constructor(
    private readonly plan: ImportPlan,
    private readonly file: CsvFile,
    private readonly session: ImportSession,
    private readonly options: ImportOptions,
    private readonly reports: { rejects: ReportFile; warnings: ReportFile },
  ) {}

  async run(onCommitted: () => void): Promise<ImportOutcome> {
    const { plan, session, reports } = this;
    await session.takeTurn(() => this.options.onNote?.('Another import is running: waiting for its end.'));
    const startedAt = performance.now();
    let stagedAt = startedAt;
    await session.reclaim(plan.tables);
    const merged = await session.transaction(async (tx) => {
      await plan.createStaging(tx);
      await createRefusedTable(tx);
      await this.stage();
      stagedAt = performance.now();
      this.options.onNote?.(`Read ${this.read.toLocaleString('en-US')} rows; merging …`);
      const outcome = await plan.merge(tx);
      await this.writeRefusals(tx);
      this.options.signal?.throwIfAborted();
      return outcome;
    });
    onCommitted();
    const mergedAt = performance.now();
    await Promise.all([reports.rejects.close(), reports.warnings.close()]);
    if (merged.changes > 0) await session.analyze(plan.tables);
    const sizes = await session.sizes(plan.tables);
    const seconds = (from: number, to: number) => (to - from) / 1000;
    return {
      merged,
      read: this.read,
      refused: { count: reports.rejects.count, path: reports.rejects.path },
      warnings: { count: reports.warnings.count, path: reports.warnings.path },
      seconds: {
        reading: seconds(startedAt, stagedAt),
        merging: seconds(stagedAt, mergedAt),
        total: seconds(startedAt, performance.now()),
      },
      sizes,
    };
  }

  /** Streams the file into the staging table; neither side runs ahead of the other. */
  private async stage(): Promise<void> {
    const progress = new Progress(this.file.size);
    const copy = this.session.copyIntoStaged(this.plan.stagingColumns);
    const copied = new Promise<void>((resolve, reject) => copy.on('finish', resolve).on('error', reject));
    // Whoever is first to see a broken connection reports it; the other side must not end the process.
    copied.catch(() => undefined);
    try {
      for await (const rows of this.file.rows(this.plan.columns)) {
        this.options.signal?.throwIfAborted();
        await this.stageRows(rows, copy, copied);
        if (this.options.showProgress) progress.update(this.file.position, this.read);
      }
      copy.end();
      await copied;
      progress.stop(true);
    } catch (error) {
      progress.stop();
      // Leaves COPY before the transaction is rolled back on the same connection.
      copy.destroy();
      throw error;
    }
  }

  private async stageRows(rows: readonly CsvRow[], copy: Writable, copied: Promise<void>): Promise<void> {
    let lines = '';
    for (const row of rows) {
      this.read++;
      const reading = 'fault' in row ? { refused: row.fault } : this.plan.read(row.line, row.fields);
      if ('refused' in reading) await this.reports.rejects.add(row.line, reading.refused, row.raw);
      else {
        lines += reading.row;
        for (const warning of reading.warnings) await this.reports.warnings.add(row.line, warning, row.raw);
      }
    }
    if (lines !== '' && !copy.write(lines)) await Promise.race([once(copy, 'drain'), copied]);
  }

  private async writeRefusals(tx: Tx): Promise<void> {
    for await (const page of readRefusals(tx)) {
      for (const { line, reason, row } of page) await this.reports.rejects.add(line, reason, row);
    }
  }
}
