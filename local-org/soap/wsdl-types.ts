/** The schema of a class's WSDL: an element for each method and its response, a type for each type they use. */
import { element } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { CatalogField } from '../data/definition-types.ts';
import type { ApexMethod } from '../apex/source/declarations.ts';
import { resolveType } from '../apex/values/apex-type.ts';
import type { ApexType, PrimitiveName, TypeScope } from '../apex/values/apex-type.ts';

const XSD_NAMES: Readonly<Record<PrimitiveName, string>> = {
  String: 'xsd:string',
  Id: 'tns:ID',
  Integer: 'xsd:int',
  Long: 'xsd:long',
  Double: 'xsd:double',
  Decimal: 'xsd:double',
  Boolean: 'xsd:boolean',
  Date: 'xsd:date',
  Datetime: 'xsd:dateTime',
  Time: 'xsd:time',
  Blob: 'xsd:base64Binary',
};

export function wsdlTypes(
  scope: TypeScope,
  namespace: string,
  methods: readonly ApexMethod[],
): XmlElement {
  const used = new UsedTypes();
  const messages = methods.flatMap((method) => {
    const parameters = method.parameters.map(({ name, type }) =>
      used.member(name, resolveType(scope, type)),
    );
    const result =
      method.returnType === null
        ? []
        : [used.member('result', resolveType(scope, method.returnType))];
    return [wrapper(method.name, parameters), wrapper(`${method.name}Response`, result)];
  });
  const session = wrapper('SessionHeader', [plainMember('sessionId', 'xsd:string')]);
  return element('xsd:schema', [ID_TYPE, ...used.definitions(), session, ...messages], {
    elementFormDefault: 'qualified',
    targetNamespace: namespace,
  });
}

const ID_TYPE = element(
  'xsd:simpleType',
  [
    element(
      'xsd:restriction',
      [
        element('xsd:length', [], { value: '18' }),
        element('xsd:pattern', [], { value: '[a-zA-Z0-9]{18}' }),
      ],
      { base: 'xsd:string' },
    ),
  ],
  { name: 'ID' },
);

const sequence = (members: readonly XmlElement[]): XmlElement => element('xsd:sequence', members);

const wrapper = (name: string, members: readonly XmlElement[]): XmlElement =>
  element('xsd:element', [element('xsd:complexType', [sequence(members)])], { name });

const plainMember = (name: string, type: string): XmlElement =>
  element('xsd:element', [], { name, type });

/** Collects the types that members name, each defined once, those that they use themselves too. */
class UsedTypes {
  readonly #definitions = new Map<string, XmlElement>();

  definitions(): readonly XmlElement[] {
    return [...this.#definitions.values()];
  }

  member(name: string, type: ApexType, always = true): XmlElement {
    const list = type.kind === 'list';
    const occurs = list
      ? { maxOccurs: 'unbounded', minOccurs: '0' }
      : always
        ? {}
        : { minOccurs: '0' };
    const typeName = this.#nameOf(list ? type.element : type);
    return element('xsd:element', [], { ...occurs, name, nillable: 'true', type: typeName });
  }

  #nameOf(type: ApexType): string {
    switch (type.kind) {
      case 'primitive':
        return XSD_NAMES[type.name];
      case 'class':
        return this.#complex(type.name, () =>
          type
            .members()
            .filter(({ isWebservice }) => isWebservice)
            .map((member) => this.member(member.name, member.type, false)),
        );
      case 'sobject':
        return this.#complex(type.object?.name ?? 'sObject', () =>
          (type.object?.fields ?? []).filter((field) => !field.toolingOnly).map(fieldElement),
        );
      case 'enum':
        this.#definitions.set(type.name, enumeration(type.name, type.values));
        return `tns:${type.name}`;
      // Not allowed in a web service; the compiler of Salesforce refuses them.
      case 'list':
      case 'map':
      case 'any':
        return 'xsd:anyType';
    }
  }

  #complex(name: string, members: () => readonly XmlElement[]): string {
    if (!this.#definitions.has(name)) {
      // Before its members are read: they may name this type again.
      this.#definitions.set(name, element('xsd:complexType', [], { name }));
      const type = element('xsd:complexType', [sequence(members())], { name });
      this.#definitions.set(name, type);
    }
    return `tns:${name}`;
  }
}

/** Compound values have types of their own in the enterprise WSDL; a class's WSDL leaves them out. */
function fieldElement(field: CatalogField): XmlElement {
  const known = /^(xsd|tns):/.test(field.soapType) ? field.soapType : 'xsd:anyType';
  return element('xsd:element', [], {
    minOccurs: '0',
    name: field.name,
    nillable: 'true',
    type: known,
  });
}

function enumeration(name: string, values: readonly string[]): XmlElement {
  const entries = values.map((value) => element('xsd:enumeration', [], { value }));
  return element('xsd:simpleType', [element('xsd:restriction', entries, { base: 'xsd:string' })], {
    name,
  });
}
