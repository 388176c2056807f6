/** What the stand-in needs of a database: the embedded one gives it as it is, a PostgreSQL server through `postgres.ts`. */

export type Rows<T> = { readonly rows: T[] };

export interface Session {
  /** One statement. */
  query<T>(sql: string, values?: unknown[]): Promise<Rows<T>>;
  /** Several statements, one transaction; one result each. */
  exec(sql: string): Promise<readonly Rows<object>[]>;
}

export interface Database extends Session {
  /** Undone as a whole when `work` throws. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  listen(channel: string, heard: (payload: string) => void): Promise<unknown>;
  close(): Promise<void>;
}
