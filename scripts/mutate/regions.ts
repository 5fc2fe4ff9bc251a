import ts from 'typescript';

/** A piece of a file that is shader text or AssemblyScript, from `start` up to `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
  /** The function of the file that it is in; null where the file has it ready when it is imported. */
  readonly owner: string | null;
}

/** What of a file is changed: the bodies of functions in AssemblyScript, in TypeScript the texts that shaders are made of. */
export function regionsOf(path: string, text: string): Region[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Region[] = [];
  const visit = path.endsWith('.as.ts') ? bodies : texts;
  for (const statement of file.statements) {
    const owner = ownerOf(statement);
    visit(statement, (node) => found.push({ start: node.getStart(file) + 1, end: node.end - 1, owner }));
  }
  return found;
}

function ownerOf(statement: ts.Statement): string | null {
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text ?? null;
  if (!ts.isVariableStatement(statement)) return null;
  const [declaration] = statement.declarationList.declarations;
  const isFunction = declaration?.initializer !== undefined && ts.isArrowFunction(declaration.initializer);
  return isFunction && ts.isIdentifier(declaration.name) ? declaration.name.text : null;
}

function bodies(node: ts.Node, found: (body: ts.Node) => void): void {
  if (ts.isFunctionDeclaration(node) && node.body) found(node.body);
}

/** The outermost templates and strings; what is written inside their `${}` belongs to them. */
function texts(node: ts.Node, found: (text: ts.Node) => void): void {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
  if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) return found(node);
  // A word by itself is a name or an option, in code that is no shader's.
  if (ts.isStringLiteral(node)) return /[^\w-]/.test(node.text) ? found(node) : undefined;
  ts.forEachChild(node, (child) => texts(child, found));
}
