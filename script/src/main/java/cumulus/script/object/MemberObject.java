package cumulus.script.object;

import cumulus.script.bind.ObjectType;

/** A virtual member of a NetGroup, until it is released or no script refers to it any more. */
public final class MemberObject {
  public static final ObjectType<ScriptGroups.Member> TYPE =
      ObjectType.<ScriptGroups.Member>named("member")
          .constant("id", (self, call) -> call.push(Ids.text(self.member().peerId())))
          .constant("rawId", (self, call) -> call.push(self.member().peerId()))
          .method("release", (self, _) -> self.groups().release(self))
          .owned((self, _) -> self.groups().release(self))
          .build();

  private MemberObject() {}
}
