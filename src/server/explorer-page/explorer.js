/** Starts GraphiQL against this gateway, with the developer token of the field above it on every request. */

/* global GraphiQL, React, ReactDOM, sessionStorage, fetch, setTimeout, clearTimeout */

const TOKEN_KEY = 'skybridge-developer-token';
/** How long after the last keystroke a token counts as entered. */
const SETTLING_MS = 250;

const START_TEXT = `# Paste a developer token above (the demo
# prints one), then run this: Ctrl-Enter.
query Directory {
  contacts(first: 5) {
    totalCount
    nodes {
      name
      title
      department
      account {
        name
      }
    }
  }
}
`;

const field = document.getElementById('token');
const state = document.getElementById('credential-state');
let graphiql = 0;
let settling;

// Kept for this tab only: it is as good as a password while the gateway runs.
field.value = sessionStorage.getItem(TOKEN_KEY) ?? '';

function showState() {
  state.textContent = field.value === '' ? 'No token: requests are anonymous.' : '';
}

/** Sends one operation to this gateway. */
async function runOperation(parameters) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(field.value !== '' && { authorization: `Bearer ${field.value}` }),
    },
    body: JSON.stringify(parameters),
    credentials: 'omit',
  });
  return response.json();
}

const root = ReactDOM.createRoot(document.getElementById('graphiql'));

function render() {
  root.render(
    React.createElement(GraphiQL, {
      // A new key makes GraphiQL load the schema again, as the new token may be allowed to.
      key: graphiql,
      fetcher: runOperation,
      defaultQuery: START_TEXT,
      isHeadersEditorEnabled: false,
      shouldPersistHeaders: false,
    }),
  );
}

document.getElementById('credential').addEventListener('submit', (event) => event.preventDefault());
field.addEventListener('input', () => {
  showState();
  clearTimeout(settling);
  // Not on change: that comes with the click on Run, and a GraphiQL made anew then would swallow the click.
  settling = setTimeout(useToken, SETTLING_MS);
});

function useToken() {
  sessionStorage.setItem(TOKEN_KEY, field.value);
  graphiql += 1;
  render();
}

showState();
render();
