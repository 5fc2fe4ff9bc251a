import { Converter } from 'typedoc';

/** TypeDoc's name for a parameter that is taken apart at once. */
const UNNAMED = '__namedParameters';

/** A plugin for TypeDoc: gives such a parameter the last word of its type as a name, and the fields of all parameters their comments. */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, (_context, signature) => {
    for (const parameter of signature.parameters ?? []) {
      if (parameter.name === UNNAMED) parameter.name = nameOf(parameter.type, signature);
      nameFields(parameter, signature.comment);
    }
  });
}

/** "options" for RunOptions, "settings" for Pick<TrainingSettings, …>, "args" for a type without a name. */
function nameOf(type, signature) {
  if (type?.type !== 'reference') return 'args';
  const named = /^(Pick|Omit|Partial|Readonly)$/.test(type.name) ? type.typeArguments?.[0] : type;
  const words = named?.type === 'reference' ? named.name.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) : null;
  const name = words?.at(-1)?.toLowerCase() ?? 'args';
  return signature.parameters.some((other) => other.name === name) ? 'args' : name;
}

/** "@param batches" of a field becomes "@param args.batches", which TypeDoc puts beside the field. */
function nameFields({ name, type }, comment) {
  const fields = type?.type === 'reflection' ? (type.declaration.children ?? []) : [];
  for (const tag of comment?.blockTags ?? []) {
    if (tag.tag === '@param' && fields.some((field) => field.name === tag.name)) tag.name = `${name}.${tag.name}`;
  }
}
