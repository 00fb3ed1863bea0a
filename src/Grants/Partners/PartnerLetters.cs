using Grants.Accounts;
using Grants.Notifications;
using Grants.Portal;

namespace Grants.Partners;

/// <summary>The e-mails about organisations, their people and their bank details. None names an account number.</summary>
internal static class PartnerLetters
{
    private static string NotYou => T("If you did not expect this, somebody may be trying to divert your money: call the grants team at once, on the number that you know.");

    public static Letter BankAccountEntered(Organisation organisation) => new(
        "bank-account-entered", T($"New bank details were entered for {organisation.ShortName}"),
        [T("A lead of your organisation has entered a new bank account. It counts only after the grants team has called your organisation's registered number and had it confirmed; until then nothing changes."), NotYou],
        T("See your bank details"), Path(organisation));

    public static Letter BankAccountToVerify(Organisation organisation, BankAccount account) => new(
        "bank-account-to-verify", T($"Bank details to verify: {organisation.ShortName}"),
        [T("A lead has entered a new bank account. Call the organisation's known number, which the portal shows, and have the account confirmed. Never use a number from an e-mail or from the change itself.")],
        T("Verify the bank details"), $"/bank-accounts/{account.Id}/verify");

    public static Letter BankAccountVerified(Organisation organisation) => new(
        "bank-account-verified", T($"The new bank details of {organisation.ShortName} are verified"),
        [T("The new bank account has been confirmed by telephone. Payments go to it from now on."), NotYou],
        T("See your bank details"), Path(organisation));

    public static Letter PhoneChanged(Organisation organisation) => new(
        "organisation-phone-changed", T($"The telephone number of {organisation.ShortName} was changed"),
        [T("A lead has changed the organisation's telephone number. For 30 days new bank details are still confirmed by calling the number before."), NotYou],
        T("See the organisation"), Path(organisation));

    public static Letter Registered(Organisation organisation) => new(
        "organisation-registered", T($"{organisation.ShortName} is registered"),
        [T($"You have registered {organisation.LegalName}, and you are its lead."), T("Next: say which policies it holds, add the documents, and invite the colleagues who write with you.")],
        T("See your organisation"), Path(organisation));

    public static Letter JoinAsked(Organisation organisation, JoinRequest request, Person person) => new(
        "join-asked", T($"{person.Name} asks to join {organisation.ShortName}"),
        [
            T($"{person.Name} asks to write and upload for {organisation.LegalName}."),
            T("Accept only somebody whom you know, and check with them: whoever belongs to your organisation sees all of its applications, grants and bank details."),
        ],
        T("Decide on the request"), $"/join-requests/{request.Id}");

    public static Letter JoinDecided(Organisation organisation, bool accepted) => accepted
        ? new("join-accepted", T($"You belong to {organisation.ShortName} now"), [T($"Your request to join {organisation.LegalName} was accepted. You can write and upload for it.")], T("See your organisation"), Path(organisation))
        : new("join-refused", T($"Your request to join {organisation.ShortName} was not accepted"), [T($"Your request to join {organisation.LegalName} was not accepted. If you think that this is a mistake, speak with the organisation, or write to us.")]);

    public static Letter Invited(Organisation organisation, Invitation invitation, string by) => new(
        "invitation", T($"You are invited to work with {organisation.ShortName}"),
        [
            T($"{by} invites you to write and upload for {organisation.LegalName} in this grants portal."),
            T($"Follow the link until {PortalText.Date(DateOnly.FromDateTime(invitation.ExpiresAt))}. You sign in with a code that we send to this address; there is no password."),
            T("If you do not know them, you need to do nothing."),
        ],
        T("See the invitation"), $"/invitations/{invitation.Id}");

    /// <param name="organisation">The organisation.</param>
    /// <param name="name">Who has joined.</param>
    /// <param name="others">The other organisations that they belong to: who reads two organisations' drafts is no secret to either.</param>
    public static Letter MemberJoined(Organisation organisation, string name, IReadOnlyCollection<string> others) => new(
        "member-joined", T($"{name} has joined {organisation.ShortName}"),
        [
            T($"{name} can now write and upload for {organisation.LegalName}."),
            .. others.Count > 0 ? new[] { T($"They also belong to {string.Join(", ", others)}, and see its applications as they see yours. If that should not be, take them off your people.") } : [],
        ],
        T("See your people"), $"{Path(organisation)}/people");

    public static Letter InvitationDeclined(Organisation organisation, string email) => new(
        "invitation-declined", T($"An invitation to {organisation.ShortName} was declined"), [T($"Whoever reads {email} does not want to join {organisation.LegalName}. Check the address with the person whom you meant.")],
        T("See your people"), $"{Path(organisation)}/people");

    public static Letter MemberLeft(Organisation organisation, string name) => new(
        "member-left", T($"{name} has left {organisation.ShortName}"), [T($"{name} no longer belongs to {organisation.LegalName} here and sees nothing of it any more.")], T("See your people"), $"{Path(organisation)}/people");

    public static Letter YouWereRemoved(Organisation organisation) => new(
        "member-removed", T($"You no longer belong to {organisation.ShortName} here"),
        [T($"A lead of {organisation.LegalName} has taken you off its people in this portal. If you think that this is a mistake, speak with them, or write to us.")]);

    public static Letter LeadHandedOver(Organisation organisation, string name, string by, string? reason) => new(
        "lead-handed-over", T($"{name} is now the lead of {organisation.ShortName}"),
        [T($"{by} has made {name} the lead of {organisation.LegalName}. {name} now submits applications, accepts offers and enters bank details."), .. reason is null ? [] : new[] { T($"The reason given: {reason}") }, T("If you did not expect this, answer this e-mail today.")],
        T("See your people"), $"{Path(organisation)}/people");

    public static Letter YouAreLead(Organisation organisation, string by) => new(
        "you-are-lead", T($"You are now the lead of {organisation.ShortName}"),
        [T($"{by} has made you the lead of {organisation.LegalName}. You now submit its applications, accept offers, enter bank details and invite colleagues."), T("If you did not expect this, answer this e-mail today.")],
        T("See your people"), $"{Path(organisation)}/people");

    public static Letter PolicyExpires(Organisation organisation, PolicyHeld policy, bool expired) => new(
        "policy-expires", expired ? T($"A policy of {organisation.ShortName} has expired") : T($"A policy of {organisation.ShortName} expires soon"),
        [
            expired
                ? T($"{ProfileWords.Of(policy.Kind)}: as you told us, it held until {PortalText.Date(policy.ExpiresOn!.Value)}.")
                : T($"{ProfileWords.Of(policy.Kind)}: as you told us, it holds until {PortalText.Date(policy.ExpiresOn!.Value)}."),
            T("Renew it, add the new document and enter the new date. Without valid policies an organisation may not be eligible, and payments may have to wait."),
        ],
        T("Renew the policy"), $"{Path(organisation)}/policies/{policy.Kind}");

    public static Letter DeletionAsked(Organisation organisation, DeletionRequest request) => new(
        "deletion-asked", T($"{organisation.ShortName} asks to have its data deleted"),
        [T($"A lead of {organisation.LegalName} asks to have the organisation's data deleted. The page shows what would go and what must be kept, and why.")],
        T("Decide on the request"), $"/deletion-requests/{request.Id}");

    public static Letter DeletionReceived(Organisation organisation) => new(
        "deletion-received", T($"Deletion of the data of {organisation.ShortName}: your request"),
        [T($"A lead has asked to have the data of {organisation.LegalName} deleted. An administrator decides. Nothing is deleted until then, and a lead can withdraw the request."), T("If you did not expect this, withdraw it, and answer this e-mail today.")],
        T("See the request"), $"{Path(organisation)}/deletion");

    public static Letter DeletionDecided(Organisation organisation, DeletionRequest request) => new(
        "deletion-decided", T($"Deletion of the data of {organisation.ShortName}: the decision"),
        [
            request.State == DeletionState.Refused ? T("An administrator has refused the request.") : T("An administrator has approved the request. It is carried out next."),
            .. request.Reasons is { Length: > 0 } reasons ? new[] { reasons } : [],
        ],
        T("See the request"), $"{Path(organisation)}/deletion");

    /// <summary>Names what went and what is kept: where everything went, nobody is left who could sign in and read it.</summary>
    public static Letter DeletionDone(Organisation organisation, DeletionPlan plan)
    {
        string[] told =
        [
            T("What could be deleted is deleted:"), .. plan.Goes.Select(item => $"– {item}"),
            T("What the law or the audit needs is kept:"), .. plan.Stays.Select(kept => $"– {kept.What}. {kept.Why}"),
        ];
        var subject = T($"Data of {organisation.ShortName} has been deleted");
        return plan.IsWhole ? new("deletion-done", subject, told) : new("deletion-done", subject, told, T("See the request"), $"{Path(organisation)}/deletion");
    }

    private static string Path(Organisation organisation) => $"/partners/{organisation.Id}";
}
