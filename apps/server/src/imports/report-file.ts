import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { access, constants, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CliFailure } from '../cli/failure.js';
import { toCsvLine } from './csv-records.js';

/** A CSV file of findings about single rows. It exists only where there are any. */
export class ReportFile {
  count = 0;
  private stream: WriteStream | undefined;
  private fault: Error | undefined;

  constructor(readonly path: string) {}

  async add(line: number, reason: string, row: string): Promise<void> {
    this.stream ??= this.create();
    this.count++;
    if (!this.stream.write(toCsvLine([line, reason, row])) && !this.fault) await once(this.stream, 'drain');
    if (this.fault) throw new CliFailure(`${this.path} cannot be written: ${this.fault.message}.`);
  }

  /** Closes the file; one that an earlier run left and that says nothing true any more is removed. */
  async close(): Promise<void> {
    if (!this.stream) return rm(this.path, { force: true });
    this.stream.end();
    if (!this.stream.closed) await once(this.stream, 'close');
    if (this.fault) throw new CliFailure(`${this.path} cannot be written: ${this.fault.message}.`);
  }

  private create(): WriteStream {
    const stream = createWriteStream(this.path);
    stream.on('error', (error) => {
      this.fault = error;
      stream.emit('drain');
    });
    stream.write(toCsvLine(['line', 'reason', 'row']));
    return stream;
  }
}

export interface ReportPaths {
  readonly rejects: string;
  readonly warnings: string;
  /** set where the folder of the input takes no files */
  readonly isElsewhere: boolean;
}

/** Beside the input; in the current folder where that cannot be written; or where the caller says. */
export async function reportPathsFor(input: string, wanted?: string): Promise<ReportPaths> {
  const place = async () => {
    if (wanted) return resolve(wanted);
    const beside = `${resolve(input)}.rejected.csv`;
    const isWritable = await takesFiles(dirname(beside));
    return isWritable ? beside : join(process.cwd(), basename(beside));
  };
  const rejects = await place();
  const warnings = `${rejects.replace(/(\.rejected)?\.csv$/, '')}.warnings.csv`;
  return { rejects, warnings, isElsewhere: !wanted && dirname(rejects) !== dirname(resolve(input)) };
}

/** A folder that is marked read-only for everybody takes no files from an administrator either. */
async function takesFiles(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return ((await stat(folder)).mode & 0o222) !== 0;
  } catch {
    return false;
  }
}
