/** Secrets of this stage, each made when the first function asks for it: what nobody reads need not be set. */
import { type SecretVariable, secretName } from '../lib/secrets.ts';

const made = new Map<SecretVariable, sst.Secret>();

/** Set with `sst secret set <Name>`; a missing one stops the deploy by name. */
export function secret(variable: SecretVariable): sst.Secret {
  const known = made.get(variable) ?? new sst.Secret(secretName(variable));
  made.set(variable, known);
  return known;
}
