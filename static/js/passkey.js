/* Connects our passkey buttons to allauth's WebAuthn code. Without script they stay hidden: other ways remain. */
document.addEventListener('DOMContentLoaded', () => {
  const library = window.allauth && window.allauth.webauthn
  if (!library || !window.PublicKeyCredential) return
  const names = { loginForm: 'login', addForm: 'add', authenticateForm: 'authenticate' }
  document.querySelectorAll('[data-passkey]').forEach((button) => {
    const kind = button.dataset.passkey
    const ids = { credential: button.dataset.credential, data: 'js_data', [names[kind]]: button.id }
    if (button.dataset.passwordless) ids.passwordless = button.dataset.passwordless
    library.forms[kind]({ ids })
    button.closest('[data-passkey-box]').hidden = false
  })
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-error]').forEach((words) => { words.hidden = false })
  })
})
