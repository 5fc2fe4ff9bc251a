import { aNumber, aText, fields, isObject, recordOf, shape, size } from '../../shapes.ts';

/* Arguments that are values of the package, for calls that take them as they are. */

export const sizesOfCall = fields({ B: size, H: size, T: size, D: size, Dv: size });

export const deviceTraits = fields({
  limits: recordOf(aNumber),
  adapter: fields({ vendor: aText, architecture: aText }),
});

/** Looked at on every call, so that it is a glance. */
export const anOperator = shape(
  'an operator, one of those in `operators`',
  (value) => isObject(value) && typeof value['problem'] === 'function' && isObject(value['gradient']),
);
