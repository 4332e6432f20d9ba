// Searches the team without a reload. Without JavaScript the page still shows everybody.
(function (form, list, status, apiFetch) {
  if (!form) return;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = form.elements.text.value;
    try {
      const path = `/skybridge/v1/operations/team-search?text=${encodeURIComponent(text)}`;
      const { contacts } = await apiFetch({ path });
      list.replaceChildren(...contacts.nodes.map(card));
      status.textContent = `${contacts.nodes.length} found`;
    } catch (error) {
      status.textContent = error.message;
    }
  });

  function card({ name, title }) {
    const item = document.createElement('li');
    const strong = document.createElement('strong');
    // textContent: what Salesforce holds is text, never HTML.
    strong.textContent = name;
    item.append(strong, document.createElement('br'), title ?? '');
    return item;
  }
})(
  document.querySelector('.team-search'),
  document.querySelector('.team'),
  document.querySelector('.team-status'),
  window.wp.apiFetch,
);
