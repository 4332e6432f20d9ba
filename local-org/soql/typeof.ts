/** Compiles `TYPEOF What WHEN Account THEN Phone ELSE Name END` in a SELECT list. */
import { malformedQuery } from '../errors.ts';
import type { Compilation } from './compilation.ts';
import type { RecordShape } from './record-shape.ts';
import type { RowShapes } from './row-shapes.ts';
import { typeOf, type Relation, type Scope } from './scope.ts';
import { sql } from './sql.ts';
import type { NameNode, SelectTypeofNode } from './syntax.ts';

export function addTypeof(
  compilation: Compilation,
  scope: Scope,
  shapes: RowShapes,
  node: SelectTypeofNode,
): void {
  const relation = scope.resolveRelation(node.operand);
  if (relation.targets.length < 2) {
    throw malformedQuery(
      `A TYPEOF expression can only be used with a polymorphic relationship field: ${node.operand.text}`,
    );
  }
  const fill = (shape: RecordShape, from: Relation, fields: readonly NameNode[]): RecordShape =>
    fillShape(scope, shapes, shape, from, fields);
  const type = shapes.columns.add(sql(typeOf(relation)));
  const branches = new Map(
    node.branches.map((branch) => {
      const only = narrowed(compilation, relation, branch.type);
      return [only.object.name, fill(shapes.newShape(only, undefined), only, branch.fields)];
    }),
  );
  const otherwise =
    node.otherwise && fill(shapes.newShape(relation, undefined), relation, node.otherwise);
  const holder = shapes.shapeOf(relation.parent ?? scope.root);
  const added = holder.set(relation.name, (row, children) => {
    const shape = branches.get(String(row[type])) ?? otherwise;
    return shape?.read(row, children) ?? null;
  });
  if (!added) {
    throw compilation.errors.field(
      `duplicate field selected: ${node.operand.text}`,
      node.operand.at,
    );
  }
}

/** The relation with one of its possible objects taken as given. */
function narrowed(compilation: Compilation, relation: Relation, type: NameNode): Relation {
  const target = relation.targets.find(
    ({ object }) => object.name.toLowerCase() === type.text.toLowerCase(),
  );
  if (!target) throw compilation.errors.noSuchType(type.text, type.at);
  return { ...relation, object: target.object, targets: [target] };
}

function fillShape(
  scope: Scope,
  shapes: RowShapes,
  shape: RecordShape,
  relation: Relation,
  fields: readonly NameNode[],
): RecordShape {
  const within = (to: Relation): RecordShape | undefined =>
    to === relation || !to.parent
      ? shape
      : within(to.parent)?.parent(to.name, () => shapes.newShape(to, to.object.name));
  for (const name of fields) {
    const resolved = scope.resolveFrom(relation, name);
    within(resolved.relation)?.set(resolved.field.name, shapes.reader(resolved));
  }
  return shape;
}
