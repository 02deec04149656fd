import type { SharedBudget } from "@cloudmake/ports";
import { z } from "zod";
import type { Database } from "./database.ts";

/** Runs that may be faster than one change before it gives up. */
const OVERTAKEN_LIMIT = 100;

interface Known {
  readonly number: number;
  readonly document: unknown;
}

/**
 * Budgets of accounts in the state's database, for all machines that share it. A change counts only if nobody else made
 * one since it looked; who is alone needs one statement, because what it wrote last is what it would read.
 */
export class PostgresBudget implements SharedBudget {
  readonly #database: Database;
  readonly #known = new Map<string, Known>();

  constructor(database: Database) {
    this.#database = database;
  }

  async change<T>(
    account: string,
    change: (before: unknown) => { readonly after: unknown; readonly answer: T },
    { signal }: { signal: AbortSignal },
  ): Promise<T> {
    for (let attempt = 0; attempt < OVERTAKEN_LIMIT; attempt += 1) {
      const known = this.#known.get(account) ?? (await this.#look(account, signal));
      const { after, answer } = change(known.document);
      const [row] = await this.#database.change({
        sql: `
          insert into cloudmake.budgets as b (account, number, document) values ($1, 1, $3)
          on conflict (account) do update set number = b.number + 1, document = excluded.document
          where b.number = $2
          returning number`,
        values: [account, known.number, JSON.stringify(after)],
        row: z.object({ number: z.int() }),
        signal,
      });
      if (row !== undefined) {
        this.#known.set(account, { number: row.number, document: after });
        return answer;
      }
      this.#known.delete(account);
    }
    throw new Error(`the budget of ${account} changes too fast`);
  }

  async #look(account: string, signal: AbortSignal): Promise<Known> {
    const [row] = await this.#database.look({
      sql: "select number, document from cloudmake.budgets where account = $1",
      values: [account],
      row: z.object({ number: z.int(), document: z.unknown() }),
      signal,
    });
    return row === undefined ? { number: 0, document: undefined } : { number: row.number, document: row.document };
  }
}
