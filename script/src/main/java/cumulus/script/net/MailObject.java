package cumulus.script.net;

import cumulus.script.bind.ObjectType;

/** What {@code cumulus:sendMail} returns (sockets section 5). */
final class MailObject {
  static final ObjectType<Mail> TYPE = ObjectType.<Mail>named("mail").event("onSent").build();

  private MailObject() {}
}
