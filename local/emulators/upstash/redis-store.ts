/** What the REST layer asks of a Redis, whichever stands behind it. */

/** A reply as RESP2 has it; a status such as `OK` is a string like any other. */
export type Reply = null | number | string | readonly Reply[];

/** A command by its words, name first. */
export type Command = readonly string[];

/** An error reply, worded as Redis words it (`WRONGTYPE …`, `NOSCRIPT …`, `ERR …`). */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

export type RedisStore = {
  /** @throws RedisError for an error reply. */
  run(command: Command): Promise<Reply>;
  /** All of them with nothing in between; one reply or error each. @throws RedisError when one is malformed: then none ran. */
  transaction(commands: readonly Command[]): Promise<readonly (Reply | RedisError)[]>;
  /** The keys that have not lapsed. */
  names(): Promise<readonly string[]>;
  /** Empties the database. */
  clear(): Promise<void>;
  close(): Promise<void>;
};
