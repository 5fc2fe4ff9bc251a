import ts from 'typescript';

type Template = ts.TemplateExpression | ts.NoSubstitutionTemplateLiteral;

/**
 * A module with the texts in it that have several lines, which are parts of shaders, as devices read them: without comments and
 * indentation. A comment that a value is put into stays.
 */
export function withShortTexts(code: string): string {
  const source = ts.createSourceFile('module.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (!ts.isTaggedTemplateExpression(node.parent)) edits.push(...editsOf(node, source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  // From the last on, so that places before stay what they are.
  const ordered = [...edits].sort((a, b) => b.from - a.from);
  return ordered.reduce((text, { from, to, text: short }) => text.slice(0, from) + short + text.slice(to), code);
}

/** In the place of a value, while the parts around it are read as one text. */
const VALUE = '\u0000';

function editsOf(template: Template, source: ts.SourceFile) {
  const pieces = ts.isTemplateExpression(template)
    ? [template.head, ...template.templateSpans.map(({ literal }) => literal)]
    : [template];
  const places = pieces.map((piece) => {
    const isLast =
      piece.kind === ts.SyntaxKind.TemplateTail || piece.kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral;
    return { from: piece.getStart(source) + 1, to: piece.getEnd() - (isLast ? 1 : 2) };
  });
  const whole = places.map(({ from, to }) => source.text.slice(from, to)).join(VALUE);
  if (!whole.includes('\n')) return [];
  const parts = shortened(whole).split(VALUE);
  return places.map((place, i) => ({ ...place, text: parts[i]! }));
}

function shortened(text: string): string {
  return (
    text
      .replace(new RegExp(`/\\*[^${VALUE}]*?\\*/`, 'g'), '')
      // What follows a comment at the end of a text may be a part of it.
      .replace(new RegExp(`//[^\\n${VALUE}]*(?=\\n)`, 'g'), '')
      .replace(/[ \t]*\n\s*/g, '\n')
  );
}
