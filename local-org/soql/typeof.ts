/** Compiles `TYPEOF What WHEN Account THEN Phone ELSE Name END` in a SELECT list. */
import { malformedQuery } from '../errors.ts';
import type { ChildLists, EntryReader, RecordShape, Row } from './record-shape.ts';
import type { Relation } from './scope.ts';
import type { SelectList } from './select-list.ts';
import { sql } from './sql.ts';
import { typeOf } from './scope.ts';
import type { NameNode, SelectTypeofNode } from './syntax.ts';

export function addTypeof(list: SelectList, node: SelectTypeofNode): void {
  const { scope } = list;
  const relation = scope.resolveRelation(node.operand);
  if (relation.targets.length < 2) {
    throw malformedQuery(
      `A TYPEOF expression can only be used with a polymorphic relationship field: ${node.operand.text}`,
    );
  }
  const type = list.columns.add(sql(typeOf(relation)));
  const branches = new Map(
    node.branches.map((branch) => [
      branch.type.text.toLowerCase(),
      branchShape(list, relation, branch.type, branch.fields),
    ]),
  );
  const otherwise = node.otherwise && elseShape(list, relation, node.otherwise);
  const read: EntryReader = (row: Row, children: ChildLists) => {
    const shape = branches.get(String(row[type]).toLowerCase()) ?? otherwise;
    return shape?.read(row, children) ?? null;
  };
  const holder = list.shapeOf(relation.parent ?? scope.root);
  if (!holder.set(relation.name, read)) {
    throw list.compilation.errors.field(
      `duplicate field selected: ${node.operand.text}`,
      node.operand.at,
    );
  }
}

function branchShape(
  list: SelectList,
  relation: Relation,
  type: NameNode,
  fields: readonly NameNode[],
): RecordShape {
  const target = relation.targets.find(
    ({ object }) => object.name.toLowerCase() === type.text.toLowerCase(),
  );
  if (!target) throw list.compilation.errors.noSuchType(type.text, type.at);
  const only: Relation = { ...relation, object: target.object, targets: [target] };
  return fill(list, list.newShape(only, undefined), only, fields);
}

const elseShape = (
  list: SelectList,
  relation: Relation,
  fields: readonly NameNode[],
): RecordShape => fill(list, list.newShape(relation, undefined), relation, fields);

function fill(
  list: SelectList,
  shape: RecordShape,
  relation: Relation,
  fields: readonly NameNode[],
): RecordShape {
  for (const name of fields) {
    const resolved = list.scope.resolveFrom(relation, name);
    if (resolved.relation === relation) shape.set(resolved.field.name, list.reader(resolved));
    else {
      const nested = shape.parent(resolved.relation.name, () =>
        list.newShape(resolved.relation, resolved.relation.object.name),
      );
      nested?.set(resolved.field.name, list.reader(resolved));
    }
  }
  return shape;
}
