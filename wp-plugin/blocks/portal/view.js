// What a portal's forms do beyond plain HTML: dependent picklists, one submit only, and the focus on what is wrong.
import * as interactivity from '@wordpress/interactivity';

const { getElement, store } = interactivity;

/** WordPress 6.8 and later want actions that stop an event's default to say so; 6.5 does not know the word. */
const withSyncEvent = interactivity.withSyncEvent ?? ((action) => action);

function valueOf(control) {
  return control.type === 'checkbox' ? String(control.checked) : control.value;
}

function goesWith(option, controlling) {
  const { validFor } = option.dataset;
  return validFor === undefined || JSON.parse(validFor).includes(controlling);
}

/** Leaves only the options that go with the controlling value. The server checks the same again. */
function offerOptions(select, controller, all) {
  const controlling = valueOf(controller);
  const chosen = select.value;
  const offered = all.filter((option) => goesWith(option, controlling));
  select.replaceChildren(...offered);
  select.value = offered.some((option) => option.value === chosen) ? chosen : '';
}

function followController(form, select) {
  const controller = form.elements.namedItem(select.dataset.dependsOn);
  if (!controller) {
    return;
  }
  const all = [...select.options];
  const update = () => {
    const before = select.value;
    offerOptions(select, controller, all);
    if (select.value !== before) {
      // Another picklist may depend on this one.
      select.dispatchEvent(new window.Event('change'));
    }
  };
  controller.addEventListener('change', update);
  update();
}

/** The same for checkboxes: what does not go with the controlling value is hidden, and not chosen any more. */
function followControllerByChoices(form, fieldset) {
  const controller = form.elements.namedItem(fieldset.dataset.dependsOn);
  if (!controller) {
    return;
  }
  const update = () => {
    fieldset.querySelectorAll('[data-valid-for]').forEach((choice) => {
      choice.hidden = !goesWith(choice, valueOf(controller));
      choice.control.checked &&= !choice.hidden;
    });
  };
  controller.addEventListener('change', update);
  update();
}

store('skybridge/portal', {
  actions: {
    send: withSyncEvent((event) => {
      const form = event.target;
      if (form.dataset.sent === 'yes') {
        event.preventDefault();
        return;
      }
      form.dataset.sent = 'yes';
      form.querySelector('button[type="submit"]').setAttribute('aria-disabled', 'true');
      form.setAttribute('aria-busy', 'true');
    }),
  },
  callbacks: {
    begin() {
      const { ref } = getElement();
      // Whoever comes back by the browser's Back button can send again; the request key keeps that from writing twice.
      window.addEventListener('pageshow', () => {
        delete ref.dataset.sent;
        ref.removeAttribute('aria-busy');
        ref.querySelector('button[type="submit"]').removeAttribute('aria-disabled');
      });
      ref
        .querySelectorAll('select[data-depends-on]')
        .forEach((select) => followController(ref, select));
      ref
        .querySelectorAll('fieldset[data-depends-on]')
        .forEach((fieldset) => followControllerByChoices(ref, fieldset));
      ref.querySelector('.skybridge-portal__problem')?.focus();
    },
  },
});
