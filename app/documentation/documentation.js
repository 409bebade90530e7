// Swagger UI leaves its fields without names and its long examples out of the keyboard's reach. Both are mended as they appear.
const nameOf = (field) =>
  field.closest("[data-param-name]")?.dataset.paramName ??
  (field.closest(".examples-select") ? "Example" : field.closest(".content-type-wrapper") ? "Media type" : "Request body");

const mend = () => {
  for (const field of document.querySelectorAll("#page select:not([aria-label]), #page textarea:not([aria-label])"))
    field.setAttribute("aria-label", nameOf(field));
  for (const text of document.querySelectorAll("#page .microlight:not([tabindex])")) text.tabIndex = 0;
};

new MutationObserver(mend).observe(document.getElementById("page"), { childList: true, subtree: true });
