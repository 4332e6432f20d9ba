// The portal block in the editor: the editor's own records as a preview, and its settings.
(function (blocks, element, blockEditor, components, i18n, shared) {
  const el = element.createElement;
  const { __ } = i18n;
  const { preview, toggle, useList } = shared;

  function tokens({ attributes, setAttributes }, name, label, suggestions) {
    return el(components.FormTokenField, {
      key: name,
      label,
      value: attributes[name],
      suggestions,
      __experimentalExpandOnFocus: true,
      onChange: (values) => setAttributes({ [name]: values }),
    });
  }

  function objectControl({ attributes, setAttributes }, objects) {
    const known = objects.filter(({ list }) => list !== '');
    const options = known.map(({ list, type }) => ({ value: list, label: `${type} (${list})` }));
    const isKnown = options.some(({ value }) => value === attributes.object);
    return el(components.SelectControl, {
      label: __('Object', 'skybridge'),
      value: attributes.object,
      options: isKnown
        ? options
        : [...options, { value: attributes.object, label: attributes.object }],
      onChange: (object) =>
        setAttributes({
          object,
          fields: [],
          detailFields: [],
          createFields: [],
          editFields: [],
          filterFields: [],
          searchFields: [],
          orderBy: '',
        }),
    });
  }

  function contentPanel(props, objects) {
    const { attributes, setAttributes } = props;
    const isOwn = attributes.source === 'own';
    return el(
      components.PanelBody,
      { title: __('Portal', 'skybridge') },
      el(components.TextControl, {
        label: __('Heading', 'skybridge'),
        value: attributes.title,
        onChange: (title) => setAttributes({ title }),
      }),
      el(components.SelectControl, {
        label: __('Shows', 'skybridge'),
        value: attributes.source,
        options: [
          { value: 'records', label: __('The reader’s own records', 'skybridge') },
          { value: 'own', label: __('The reader’s own contact', 'skybridge') },
        ],
        onChange: (source) => setAttributes({ source, fields: [], editFields: [] }),
      }),
      !isOwn && objectControl(props, objects),
      !isOwn &&
        el(components.RangeControl, {
          label: __('Records per page', 'skybridge'),
          min: 1,
          max: 50,
          value: attributes.pageSize,
          onChange: (pageSize) => setAttributes({ pageSize }),
        }),
      !isOwn && toggle(props, 'allowCreate', __('Form for new records', 'skybridge')),
      toggle(props, 'allowEdit', __('Edit', 'skybridge')),
      !isOwn && toggle(props, 'comments', __('Comments', 'skybridge')),
      !isOwn && toggle(props, 'files', __('Files', 'skybridge')),
    );
  }

  function fieldsPanel(props, objects) {
    const { attributes, setAttributes } = props;
    const isOwn = attributes.source === 'own';
    const object = objects.find(({ name, list }) =>
      isOwn ? name === 'contact' : list === attributes.object,
    );
    const fields = useList(object ? `/skybridge/v1/schema/${object.name}` : '').map(
      ({ name }) => name,
    );
    return el(
      components.PanelBody,
      { title: __('Fields', 'skybridge'), initialOpen: false },
      el(
        'p',
        null,
        __(
          'Empty for a good choice. The gateway’s policy decides what each reader may read and change.',
          'skybridge',
        ),
      ),
      tokens(props, 'fields', isOwn ? __('Shown', 'skybridge') : __('List', 'skybridge'), fields),
      !isOwn && [
        tokens(props, 'detailFields', __('Record', 'skybridge'), fields),
        tokens(props, 'createFields', __('Form for new records', 'skybridge'), fields),
      ],
      tokens(props, 'editFields', __('Form that edits', 'skybridge'), fields),
      el(components.TextControl, {
        label: __('No changes where this is ticked', 'skybridge'),
        help: __(
          'A checkbox field. Empty means “isClosed” for cases; “-” means none.',
          'skybridge',
        ),
        value: attributes.lockedField,
        onChange: (lockedField) => setAttributes({ lockedField }),
      }),
      !isOwn && [
        tokens(props, 'filterFields', __('Filters (picklists)', 'skybridge'), fields),
        tokens(props, 'searchFields', __('Search looks in', 'skybridge'), fields),
        el(components.TextControl, {
          key: 'orderBy',
          label: __('Order by', 'skybridge'),
          help: __('A field; “-createdDate” for the newest first.', 'skybridge'),
          value: attributes.orderBy,
          onChange: (orderBy) => setAttributes({ orderBy }),
        }),
      ],
    );
  }

  function Edit(props) {
    const objects = useList('/skybridge/v1/schema');
    return el(
      element.Fragment,
      null,
      el(
        blockEditor.InspectorControls,
        null,
        contentPanel(props, objects),
        fieldsPanel(props, objects),
      ),
      el('div', blockEditor.useBlockProps(), preview('skybridge/portal', props.attributes)),
    );
  }

  blocks.registerBlockType('skybridge/portal', { edit: Edit, save: () => null });
})(
  window.wp.blocks,
  window.wp.element,
  window.wp.blockEditor,
  window.wp.components,
  window.wp.i18n,
  window.skybridgeEditor,
);
