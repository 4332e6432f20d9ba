/** A place in the stream of changes as clients hold it: opaque, of one length, and of one purpose. */

import { AppError } from '../../common/errors.ts';
import { EnvelopeError } from '../../store/envelope.ts';
import type { Envelope } from '../../store/envelope.ts';

/** All of one length, that of a run's name: how many changes the org has is nobody's to know. */
const CHARACTERS = 36;

/** @param place a replay id, or the name of a run. @param owner what it is for: no other owner's position opens. */
export function sealPosition(place: number | string, envelope: Envelope, owner: string): string {
  return envelope.seal(String(place).padStart(CHARACTERS, '0'), owner);
}

/** @throws AppError BAD_USER_INPUT */
export function openPosition(sealed: string, envelope: Envelope, owner: string): number | string {
  try {
    const place = envelope.open(sealed, owner);
    return /^\d+$/.test(place) ? Number(place) : place;
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw new AppError('BAD_USER_INPUT', 'The position in after is none of this gateway.', {
      hint: 'Give the position of the last change that was received, or leave after out and read anew.',
    });
  }
}
