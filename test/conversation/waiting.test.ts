/** Waiting for a place in Kommo's budget is no outage: nobody is parked, nobody is alarmed, and the turn goes on where it was. */
import { expect, test } from 'vitest';
import { useWorlds } from '../support/world.ts';
