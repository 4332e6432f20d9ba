/** `/tabs` and `/theme`: what the org's user interface would show of each object. */
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';

export function tabs(call: DataCall): ApiResponse {
  return ok(describeTabs(call));
}

/** Of every object that the user can see and that has a page layout. */
export function describeTabs(call: DataCall) {
  return tabObjects(call).map((object) => ({
    colors: [],
    custom: object.definition.custom ?? false,
    iconUrl: iconUrl(call, object.name),
    icons: [],
    label: object.definition.labelPlural,
    miniIconUrl: iconUrl(call, object.name),
    name: object.definition.custom === true ? object.name : `standard-${object.name}`,
    sobjectName: object.name,
    url: `${call.request.origin}/${object.definition.keyPrefix ?? ''}/o`,
  }));
}

export function theme(call: DataCall): ApiResponse {
  return ok({
    themeItems: tabObjects(call).map((object) => ({
      colors: [{ color: THEME_COLOR, context: 'primary', theme: 'theme4' }],
      icons: [
        {
          contentType: 'image/svg+xml',
          height: 0,
          theme: 'theme4',
          url: iconUrl(call, object.name),
          width: 0,
        },
      ],
      name: object.name,
    })),
  });
}

const THEME_COLOR = '5867E8';

function tabObjects(call: DataCall) {
  return call.platform.org.catalog
    .objects()
    .filter(
      (object) =>
        call.session.access.readsObject(object) &&
        object.definition.flags?.['layoutable'] !== false,
    );
}

const iconUrl = (call: DataCall, name: string): string =>
  `${call.request.origin}/img/icon/t4v35/standard/${name.toLowerCase()}.svg`;
