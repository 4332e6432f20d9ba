// The account link block in the editor: what the editor's own user would see.
(function (blocks, element, blockEditor, components, i18n, ServerSideRender) {
  const el = element.createElement;
  const { __ } = i18n;

  function Edit() {
    return el(
      element.Fragment,
      null,
      el(
        blockEditor.InspectorControls,
        null,
        el(
          components.PanelBody,
          { title: __('Account link', 'skybridge') },
          el(
            'p',
            null,
            __(
              'Works where the gateway’s operator has switched on “selfService” for this site.',
              'skybridge',
            ),
          ),
        ),
      ),
      el(
        'div',
        blockEditor.useBlockProps(),
        el(
          components.Disabled,
          null,
          el(ServerSideRender, { block: 'skybridge/account-link', attributes: {} }),
        ),
      ),
    );
  }

  blocks.registerBlockType('skybridge/account-link', { edit: Edit, save: () => null });
})(
  window.wp.blocks,
  window.wp.element,
  window.wp.blockEditor,
  window.wp.components,
  window.wp.i18n,
  window.wp.serverSideRender,
);
