// How does the page hear at once what a person writes, however often the connection breaks?

import { Refused } from "./service.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15000;

/**
 * Follows one conversation while a person has it or is awaited.
 *
 * Each event is passed to hear(event, data) once, in order. After a break the stream goes on behind the last event
 * that was heard, so that nothing is missed or comes twice.
 */
export class Following {
  #last = 0;
  #wake = () => {};
  #run = null;

  constructor(conversation, hear) {
    Object.assign(this, { conversation, hear });
    const again = () => this.#wake();
    addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
  }

  /** Begin behind a sequence number; it is no error to be following already. */
  start(after) {
    this.#last = Math.max(this.#last, after);
    if (this.#run) return;
    this.#run = {};
    void this.#follow(this.#run);
  }

  stop() {
    this.#run = null;
    this.#last = 0;
    this.#wake();
  }

  async #follow(run) {
    const goesOn = () => this.#run === run;
    let pause = FIRST_PAUSE_MS;
    while (goesOn()) {
      try {
        for await (const { event, data, id: sequence } of this.conversation.events(this.#last)) {
          if (!goesOn()) return;
          pause = FIRST_PAUSE_MS;
          if (sequence) this.#last = Math.max(this.#last, Number(sequence));
          this.hear(event, JSON.parse(data));
          if (!goesOn()) return;
        }
      } catch (failure) {
        const isOver = failure.name === "AbortError" || (failure instanceof Refused && !failure.isPassing);
        if (isOver) return goesOn() && this.stop();
      }
      if (goesOn()) await this.#rest(pause * (0.5 + Math.random()));
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }

  // Pages whose service has come back do not all return in the same instant; one that is looked at again need not wait.
  #rest(milliseconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}
