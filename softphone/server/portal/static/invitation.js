// What is behind the # of an invitation's address no server and no log sees: the link is made of it here.
const given = new URLSearchParams(location.hash.slice(1));
const link = document.getElementById("open");
if (given.get("login") && given.get("token")) {
  given.set("server", location.origin);
  link.href = "softphone:invitation?" + given;
  link.hidden = false;
} else {
  document.getElementById("broken").hidden = false;
}
