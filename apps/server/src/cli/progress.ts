import { SingleBar } from 'cli-progress';
import { count, note } from './output.js';

const PLAIN_EVERY_MS = 3_000;

const lengthOfTime = (seconds: number) =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`;

/** How far a long command is: a bar in a terminal, a line every few seconds elsewhere. Writes to stderr. */
export class Progress {
  private readonly startedAt = performance.now();
  private bar: SingleBar | undefined;
  private plainAt = performance.now();

  constructor(
    private readonly total: number,
    private readonly isTerminal = process.stderr.isTTY === true,
  ) {}

  /** @param done part of `total`; @param rows what it amounts to */
  update(done: number, rows: number): void {
    const seconds = (performance.now() - this.startedAt) / 1000;
    const share = this.total === 0 ? 1 : Math.min(1, done / this.total);
    const facts = {
      rows: count(rows),
      rate: count(Math.round(rows / Math.max(seconds, 0.001))),
      left: share > 0 ? lengthOfTime((seconds / share) * (1 - share)) : '…',
    };
    if (this.isTerminal) {
      this.bar ??= this.createBar();
      this.bar.update(share, facts);
    } else if (performance.now() - this.plainAt >= PLAIN_EVERY_MS) {
      this.plainAt = performance.now();
      note(`${Math.floor(share * 100)} %, ${facts.rows} rows, ${facts.rate} rows/s, ${facts.left} left`);
    }
  }

  /** Ends the bar, at its full length where the work is done. */
  stop(isDone = false): void {
    if (isDone) this.bar?.update(1);
    this.bar?.stop();
    this.bar = undefined;
  }

  private createBar(): SingleBar {
    const bar = new SingleBar({
      format: '{bar} {percentage} %  {rows} rows  {rate} rows/s  {left} left',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      stream: process.stderr,
      fps: 10,
    });
    bar.start(1, 0, { rows: '0', rate: '0', left: '…' });
    return bar;
  }
}
