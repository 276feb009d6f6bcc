"use strict";
// The button that changes between light and dark, which pages share; `changed` is told each choice.
const themeButton = (changed = () => {}) => {
  const root = document.documentElement;
  const theme = document.querySelector(".theme");
  const dark = () => (root.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => { theme.querySelector(".label").textContent = dark() ? "Light" : "Dark"; };
  theme.hidden = false;
  label();
  theme.addEventListener("click", () => {
    root.style.colorScheme = dark() ? "light" : "dark";
    changed(root.style.colorScheme);
    label();
  });
};
