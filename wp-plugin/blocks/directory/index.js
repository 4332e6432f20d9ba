// The directory block in the editor: a live preview rendered by the server, and its settings.
(function (blocks, element, blockEditor, components, i18n, ServerSideRender) {
  const el = element.createElement;
  const { __ } = i18n;

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

  function Edit(props) {
    return el(
      element.Fragment,
      null,
      el(
        blockEditor.InspectorControls,
        null,
        contentPanel(props),
        el(
          components.PanelBody,
          { title: __('Columns', 'skybridge'), initialOpen: false },
          columnToggles(props),
        ),
        dataPanel(props),
      ),
      el(
        'div',
        blockEditor.useBlockProps(),
        el(
          components.Disabled,
          null,
          el(ServerSideRender, {
            block: 'skybridge/directory',
            attributes: props.attributes,
            skipBlockSupportAttributes: true,
          }),
        ),
      ),
    );
  }

  blocks.registerBlockType('skybridge/directory', { edit: Edit, save: () => null });
})(
  window.wp.blocks,
  window.wp.element,
  window.wp.blockEditor,
  window.wp.components,
  window.wp.i18n,
  window.wp.serverSideRender,
);
