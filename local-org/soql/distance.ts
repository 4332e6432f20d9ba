/** `DISTANCE(field, GEOLOCATION(lat, lon), 'mi')` by the haversine formula. */
import { compoundParts } from '../data/record-json.ts';
import type { Compilation } from './compilation.ts';
import type { Operand } from './operand.ts';
import type { Scope } from './scope.ts';
import { sql } from './sql.ts';
import type { DistanceNode } from './syntax.ts';

const EARTH_RADIUS: Readonly<Record<string, number>> = { km: 6371.0088, mi: 3958.7613 };

export function distanceSql(compilation: Compilation, scope: Scope, node: DistanceNode): Operand {
  const radius = EARTH_RADIUS[node.unit.toLowerCase()];
  if (radius === undefined) {
    throw compilation.errors.malformed(
      `Invalid distance unit: ${node.unit}. Valid unit: 'mi', 'km'`,
      node.at,
    );
  }
  if (Math.abs(node.latitude) > 90 || Math.abs(node.longitude) > 180) {
    throw compilation.errors.malformed(
      'Invalid geolocation: latitude or longitude is out of range',
      node.at,
    );
  }
  const field = scope.resolve(node.field);
  if (field.field.type !== 'location' && field.field.type !== 'address') {
    throw compilation.errors.field(
      `Distance function can only be used on geolocation and address fields, not on: ${node.field.text}`,
      node.field.at,
    );
  }
  const part = (key: string): string => {
    const found = compoundParts(field.relation.object, field.field).find(
      (entry) => entry.key === key,
    );
    return found ? scope.fieldOf(field.relation, found.part, node.field).column : 'NULL';
  };
  const [latitude, longitude] = [part('latitude'), part('longitude')];
  const value = sql(
    `(2 * ? * asin(min(1, sqrt(power(sin(radians(${latitude} - ?) / 2), 2) +
       cos(radians(?)) * cos(radians(${latitude})) * power(sin(radians(${longitude} - ?) / 2), 2)))))`,
    radius,
    node.latitude,
    node.latitude,
    node.longitude,
  );
  return { value, comparable: value, type: 'double', field, wrapper: 'distance', name: node.field };
}
