// What is behind the # of an invitation's address no server and no log sees: link and form are made of it here.
const given = new URLSearchParams(location.hash.slice(1));
const link = document.getElementById("open");
const form = document.getElementById("choose");
for (const name of ["login", "token"]) {
  const field = form.elements[name];
  field.value = given.get(name) || field.value;  // or as it was sent, and refused
  given.set(name, field.value);
}
if (given.get("login") && given.get("token")) {
  given.set("server", location.origin);
  link.href = "softphone:invitation?" + given;
  link.hidden = false;
  form.hidden = false;
} else {
  document.getElementById("broken").hidden = false;
}
