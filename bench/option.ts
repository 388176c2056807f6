/** What the benches' options take. */
import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError, which commander prints, for anything but a whole number from `min` to `max`. */
export const wholeNumber =
  (min: number, max: number) =>
  (given: string): number => {
    const value = Number(given);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`a whole number from ${min} to ${max}, please.`);
    return value;
  };
