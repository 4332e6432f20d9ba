/** The directives that tell a reader of the SDL which Salesforce object or field stands behind a name. */

import { DirectiveLocation, GraphQLDirective, GraphQLNonNull, GraphQLString } from 'graphql';

const name = { type: new GraphQLNonNull(GraphQLString), description: 'API name in Salesforce.' };

export const SOBJECT_DIRECTIVE = new GraphQLDirective({
  name: 'sobject',
  description: 'The Salesforce object behind a type.',
  locations: [DirectiveLocation.OBJECT],
  args: { name },
});

export const FIELD_DIRECTIVE = new GraphQLDirective({
  name: 'field',
  description: 'The Salesforce field or relationship behind a field.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { name },
});

export const SDL_DIRECTIVES: readonly GraphQLDirective[] = [SOBJECT_DIRECTIVE, FIELD_DIRECTIVE];
