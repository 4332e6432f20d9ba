// The field block in the editor: which value, and a live preview rendered by the server.
(function (blocks, element, blockEditor, components, i18n, shared) {
  const el = element.createElement;
  const { __ } = i18n;
  const { preview, useList } = shared;

  function choice({ attributes, setAttributes }, name, label, options) {
    return el(components.SelectControl, {
      key: name,
      label,
      value: attributes[name],
      options,
      onChange: (value) => setAttributes({ [name]: value }),
    });
  }

  function textControl({ attributes, setAttributes }, name, label, help) {
    return el(components.TextControl, {
      key: name,
      label,
      help,
      value: attributes[name],
      onChange: (value) => setAttributes({ [name]: value }),
    });
  }

  /** What the author chose stays in the list, also where the gateway does not offer it any more. */
  function combobox({ attributes, setAttributes }, name, label, options) {
    const value = attributes[name];
    const known = value === '' || options.some((option) => option.value === value);
    return el(components.ComboboxControl, {
      key: name,
      label,
      value,
      options: known ? options : [...options, { value, label: value }],
      onChange: (next) => setAttributes({ [name]: next ?? '' }),
    });
  }

  function recordControls(props, objects) {
    return props.attributes.source === 'viewer'
      ? []
      : [
          combobox(props, 'object', __('Object', 'skybridge'), objects),
          textControl(props, 'record', __('Record id', 'skybridge')),
          choice(props, 'audience', __('Show', 'skybridge'), [
            {
              value: 'everyone',
              label: __('Everybody the same: what a visitor may see', 'skybridge'),
            },
            { value: 'viewer', label: __('Each reader what they may see', 'skybridge') },
          ]),
        ];
  }

  function panel(props, objects, fields) {
    const { attributes, setAttributes } = props;
    return el(
      components.PanelBody,
      { title: __('Value', 'skybridge') },
      choice(props, 'source', __('Record', 'skybridge'), [
        { value: 'record', label: __('One record for all', 'skybridge') },
        { value: 'viewer', label: __('The reader’s own contact', 'skybridge') },
      ]),
      recordControls(props, objects),
      combobox(props, 'field', __('Field', 'skybridge'), fields),
      choice(props, 'format', __('Written', 'skybridge'), [
        { value: 'formatted', label: __('As people read it', 'skybridge') },
        { value: 'raw', label: __('As it is stored', 'skybridge') },
      ]),
      textControl(
        props,
        'fallback',
        __('Text where there is no value', 'skybridge'),
        __('Also while the gateway cannot be reached.', 'skybridge'),
      ),
      el(components.RangeControl, {
        label: __('Seconds before data is read again', 'skybridge'),
        min: 0,
        max: 3600,
        value: attributes.cacheSeconds,
        onChange: (cacheSeconds) => setAttributes({ cacheSeconds }),
      }),
    );
  }

  function Edit(props) {
    const { source, object } = props.attributes;
    const chosen = source === 'viewer' ? 'contact' : object;
    const objects = useList('/skybridge/v1/schema').map(({ name, type }) => ({
      value: name,
      label: type,
    }));
    const fields = useList(
      chosen === '' ? '' : `/skybridge/v1/schema/${encodeURIComponent(chosen)}`,
    ).map(({ name, label }) => ({
      value: name,
      label: label === '' ? name : `${label} (${name})`,
    }));
    return el(
      element.Fragment,
      null,
      el(blockEditor.InspectorControls, null, panel(props, objects, fields)),
      el('div', blockEditor.useBlockProps(), preview('skybridge/field', props.attributes)),
    );
  }

  blocks.registerBlockType('skybridge/field', { edit: Edit, save: () => null });
})(
  window.wp.blocks,
  window.wp.element,
  window.wp.blockEditor,
  window.wp.components,
  window.wp.i18n,
  window.skybridgeEditor,
);
