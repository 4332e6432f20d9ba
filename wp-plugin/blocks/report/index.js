// The report block in the editor: which report, what of it, and a live preview rendered by the server.
(function (blocks, element, blockEditor, components, i18n, shared, apiFetch) {
  const el = element.createElement;
  const { __ } = i18n;
  const { preview, toggle } = shared;

  /** What a route of the plugin answers, with why it does not where that is so. */
  function useAnswer(path) {
    const [answer, setAnswer] = element.useState({ data: null, problem: '' });
    element.useEffect(() => {
      let current = true;
      const show = (next) => current && setAnswer(next);
      setAnswer({ data: null, problem: '' });
      if (path !== '') {
        apiFetch({ path }).then(
          (data) => show({ data, problem: '' }),
          (error) =>
            show({ data: null, problem: `${error.message} ${error.data?.hint ?? ''}`.trim() }),
        );
      }
      return () => {
        current = false;
      };
    }, [path]);
    return answer;
  }

  function reportControl({ attributes, setAttributes }, { data, problem }) {
    const options = (data ?? []).map(({ name, developerName, folder }) => ({
      value: developerName,
      label: folder === '' ? name : `${folder}: ${name}`,
    }));
    if (attributes.report !== '' && !options.some((option) => option.value === attributes.report)) {
      options.push({ value: attributes.report, label: attributes.report });
    }
    return el(components.ComboboxControl, {
      key: 'report',
      label: __('Report', 'skybridge'),
      help:
        problem ||
        __('The reports that the gateway’s policy opens to those who will see it.', 'skybridge'),
      value: attributes.report,
      options,
      onChange: (report) => setAttributes({ report: report ?? '', columns: [], figure: '' }),
    });
  }

  function chartControls({ attributes, setAttributes }, figures) {
    return [
      el(components.SelectControl, {
        key: 'chart',
        label: __('Chart', 'skybridge'),
        value: attributes.chart,
        options: [
          { value: 'bar', label: __('Bars', 'skybridge') },
          { value: 'line', label: __('Line', 'skybridge') },
          { value: 'donut', label: __('Ring', 'skybridge') },
          { value: 'none', label: __('None', 'skybridge') },
        ],
        onChange: (chart) => setAttributes({ chart }),
      }),
      el(components.SelectControl, {
        key: 'figure',
        label: __('Figure to draw', 'skybridge'),
        value: attributes.figure,
        options: [
          { value: '', label: __('The first', 'skybridge') },
          ...figures.map(({ name, label }) => ({ value: name, label })),
        ],
        onChange: (figure) => setAttributes({ figure }),
      }),
    ];
  }

  /** No choice means all columns; so does unticking the last. */
  function columnToggles({ attributes, setAttributes }, columns) {
    const names = columns.map(({ name }) => name);
    const shown = attributes.columns.length === 0 ? names : attributes.columns;
    return columns.map(({ name, label }) =>
      el(components.CheckboxControl, {
        key: name,
        label,
        checked: shown.includes(name),
        onChange: (isShown) => {
          const next = names.filter((one) => (one === name ? isShown : shown.includes(one)));
          setAttributes({ columns: next.length === names.length ? [] : next });
        },
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

  function contentPanel(props, list, details) {
    const { attributes, setAttributes } = props;
    return el(
      components.PanelBody,
      { title: __('Report', 'skybridge') },
      reportControl(props, list),
      el(components.TextControl, {
        label: __('Heading', 'skybridge'),
        help: __('Empty for the report’s own name.', 'skybridge'),
        value: attributes.title,
        onChange: (title) => setAttributes({ title }),
      }),
      chartControls(props, details.data?.figures ?? []),
      el(components.RangeControl, {
        label: __('Detail rows', 'skybridge'),
        min: 0,
        max: 500,
        value: attributes.rows,
        onChange: (rows) => setAttributes({ rows }),
      }),
      toggle(props, 'showGroups', __('Figures of the groups', 'skybridge')),
      toggle(props, 'showTotals', __('Figures of the whole report', 'skybridge')),
      toggle(props, 'showRefresh', __('Link that reads again', 'skybridge')),
      toggle(props, 'showCsv', __('CSV file', 'skybridge')),
    );
  }

  function Edit(props) {
    const { report, audience } = props.attributes;
    const list = useAnswer(`/skybridge/v1/reports?audience=${audience}`);
    const details = useAnswer(
      report === ''
        ? ''
        : `/skybridge/v1/reports/${encodeURIComponent(report)}?audience=${audience}`,
    );
    return el(
      element.Fragment,
      null,
      el(
        blockEditor.InspectorControls,
        null,
        contentPanel(props, list, details),
        el(
          components.PanelBody,
          { title: __('Columns', 'skybridge'), initialOpen: false },
          columnToggles(props, details.data?.columns ?? []),
        ),
        dataPanel(props),
      ),
      el(
        'div',
        blockEditor.useBlockProps(),
        report === ''
          ? el(
              components.Placeholder,
              { icon: 'chart-bar', label: __('Salesforce report', 'skybridge') },
              reportControl(props, list),
            )
          : preview('skybridge/report', props.attributes),
      ),
    );
  }

  blocks.registerBlockType('skybridge/report', { edit: Edit, save: () => null });
})(
  window.wp.blocks,
  window.wp.element,
  window.wp.blockEditor,
  window.wp.components,
  window.wp.i18n,
  window.skybridgeEditor,
  window.wp.apiFetch,
);
