// What the editor scripts of all blocks share: lists from the plugin's routes, a switch, and the live preview.
window.skybridgeEditor = (function (element, components, ServerSideRender, apiFetch) {
  const el = element.createElement;

  /** What a route of the plugin lists; nothing while it is loading or refused. */
  function useList(path) {
    const [list, setList] = element.useState([]);
    element.useEffect(() => {
      let current = true;
      setList([]);
      if (path !== '') {
        apiFetch({ path }).then(
          (answer) => current && setList(answer),
          () => undefined,
        );
      }
      return () => {
        current = false;
      };
    }, [path]);
    return list;
  }

  /** A switch for an attribute that is true or false. */
  function toggle({ attributes, setAttributes }, name, label) {
    return el(components.ToggleControl, {
      key: name,
      label,
      checked: attributes[name],
      onChange: (value) => setAttributes({ [name]: value }),
    });
  }

  /** The block as the server renders it, for looking at only. */
  function preview(block, attributes) {
    return el(
      components.Disabled,
      null,
      el(ServerSideRender, { block, attributes, skipBlockSupportAttributes: true }),
    );
  }

  return { useList, toggle, preview };
})(window.wp.element, window.wp.components, window.wp.serverSideRender, window.wp.apiFetch);
