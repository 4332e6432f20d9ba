// The directory block in the editor: a live preview rendered by the server, and its settings.
(function (blocks, element, blockEditor, components, i18n, shared) {
  const el = element.createElement;
  const { __ } = i18n;
  const { preview, useList } = shared;

  const COLUMNS = [
    ['name', __('Name', 'skybridge')],
    ['title', __('Title', 'skybridge')],
    ['department', __('Department', 'skybridge')],
    ['email', __('E-mail', 'skybridge')],
    ['phone', __('Phone', 'skybridge')],
  ];

  function withColumn(columns, column, shown) {
    return COLUMNS.map(([name]) => name).filter((name) =>
      name === column ? shown : columns.includes(name),
    );
  }

  function columnToggles({ attributes, setAttributes }) {
    return COLUMNS.map(([column, label]) =>
      el(components.CheckboxControl, {
        key: column,
        label,
        checked: attributes.columns.includes(column),
        disabled: column === 'name',
        onChange: (shown) =>
          setAttributes({ columns: withColumn(attributes.columns, column, shown) }),
      }),
    );
  }

  function contentPanel({ attributes, setAttributes }) {
    return el(
      components.PanelBody,
      { title: __('Directory', 'skybridge') },
      el(components.TextControl, {
        label: __('Heading', 'skybridge'),
        value: attributes.title,
        onChange: (title) => setAttributes({ title }),
      }),
      el(components.RangeControl, {
        label: __('People per page', 'skybridge'),
        min: 1,
        max: 100,
        value: attributes.pageSize,
        onChange: (pageSize) => setAttributes({ pageSize }),
      }),
      el(components.ToggleControl, {
        label: __('Search box', 'skybridge'),
        checked: attributes.showSearch,
        onChange: (showSearch) => setAttributes({ showSearch }),
      }),
      el(components.ToggleControl, {
        label: __('Department filter', 'skybridge'),
        checked: attributes.showDepartmentFilter,
        onChange: (showDepartmentFilter) => setAttributes({ showDepartmentFilter }),
      }),
    );
  }

  function dataPanel({ attributes, setAttributes }) {
    return el(
      components.PanelBody,
      { title: __('Data', 'skybridge'), initialOpen: false },
      el(components.SelectControl, {
        label: __('Show', 'skybridge'),
        help: __(
          'The gateway’s policy decides what visitors and logged-in users may see.',
          'skybridge',
        ),
        value: attributes.audience,
        options: [
          {
            value: 'everyone',
            label: __('Everybody the same: what a visitor may see', 'skybridge'),
          },
          { value: 'viewer', label: __('Each reader what they may see', 'skybridge') },
        ],
        onChange: (audience) => setAttributes({ audience }),
      }),
      el(components.RangeControl, {
        label: __('Seconds before data is read again', 'skybridge'),
        min: 0,
        max: 3600,
        value: attributes.cacheSeconds,
        onChange: (cacheSeconds) => setAttributes({ cacheSeconds }),
      }),
    );
  }

  function tokens({ attributes, setAttributes }, name, label, suggestions) {
    return el(components.FormTokenField, {
      key: name,
      label,
      value: attributes[name],
      suggestions,
      onChange: (values) => setAttributes({ [name]: values }),
    });
  }

  function fieldControl({ attributes, setAttributes }, name, label, fields) {
    const chosen = attributes[name];
    const names = fields.includes(chosen) || chosen === '' ? fields : [...fields, chosen];
    return el(components.ComboboxControl, {
      key: name,
      label,
      value: chosen,
      options: names.map((value) => ({ value, label: value })),
      onChange: (value) => setAttributes({ [name]: value ?? '' }),
    });
  }

  /** The staff directory has its own columns; of any other object the author names the fields. */
  function recordsPanel(props) {
    const { attributes, setAttributes } = props;
    const objects = useList('/skybridge/v1/schema');
    const object = objects.find(({ list }) => list !== '' && list === attributes.object);
    const fields = useList(object ? `/skybridge/v1/schema/${object.name}` : '').map(
      ({ name }) => name,
    );
    const lists = objects.map(({ list }) => list).filter((list) => list !== '');
    const isOther = attributes.object !== '';
    return el(
      components.PanelBody,
      { title: __('Records', 'skybridge'), initialOpen: isOther },
      el(components.TextControl, {
        label: __('List or declared query', 'skybridge'),
        /* translators: %s: names of lists. */
        help: i18n.sprintf(
          __('Empty for the staff directory. Lists: %s', 'skybridge'),
          lists.join(', '),
        ),
        value: attributes.object,
        onChange: (value) =>
          setAttributes({ object: value, declared: value !== '' && !lists.includes(value) }),
      }),
      el(components.SelectControl, {
        label: __('Layout', 'skybridge'),
        value: attributes.layout,
        options: [
          { value: 'table', label: __('Table', 'skybridge') },
          { value: 'cards', label: __('Cards', 'skybridge') },
          { value: 'list', label: __('List', 'skybridge') },
        ],
        onChange: (layout) => setAttributes({ layout }),
      }),
      isOther && [
        tokens(props, 'fields', __('Fields, as “field” or “field:Label”', 'skybridge'), fields),
        tokens(props, 'searchFields', __('Search looks in', 'skybridge'), fields),
        tokens(props, 'filters', __('Only records with “field=value”', 'skybridge'), []),
        fieldControl(props, 'orderBy', __('Order by', 'skybridge'), fields),
        fieldControl(props, 'optOutField', __('Leave out where ticked', 'skybridge'), fields),
        fieldControl(props, 'photoField', __('Picture (https address)', 'skybridge'), fields),
      ],
    );
  }

  function Edit(props) {
    return el(
      element.Fragment,
      null,
      el(
        blockEditor.InspectorControls,
        null,
        contentPanel(props),
        recordsPanel(props),
        props.attributes.object === '' &&
          el(
            components.PanelBody,
            { title: __('Columns', 'skybridge'), initialOpen: false },
            columnToggles(props),
          ),
        dataPanel(props),
      ),
      el('div', blockEditor.useBlockProps(), preview('skybridge/directory', props.attributes)),
    );
  }

  blocks.registerBlockType('skybridge/directory', { edit: Edit, save: () => null });
})(
  window.wp.blocks,
  window.wp.element,
  window.wp.blockEditor,
  window.wp.components,
  window.wp.i18n,
  window.skybridgeEditor,
);
