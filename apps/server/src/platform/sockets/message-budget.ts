/** Messages that a socket may send in a second. */
const MESSAGES_PER_SECOND = 20;
/** Whoever goes on sending after so many refusals is not listening. */
const MOST_REFUSALS = 100;

/** How much one socket may send. */
export class MessageBudget {
  private left = MESSAGES_PER_SECOND;
  private refusals = 0;

  constructor(private at: number) {}

  /** @param now milliseconds of a clock that only goes forward */
  take(now: number): 'taken' | 'refused' | 'flooded' {
    this.left = Math.min(MESSAGES_PER_SECOND, this.left + ((now - this.at) * MESSAGES_PER_SECOND) / 1_000);
    this.at = now;
    if (this.left === MESSAGES_PER_SECOND) this.refusals = 0;
    if (this.left >= 1) {
      this.left -= 1;
      return 'taken';
    }
    this.refusals += 1;
    return this.refusals > MOST_REFUSALS ? 'flooded' : 'refused';
  }
}
