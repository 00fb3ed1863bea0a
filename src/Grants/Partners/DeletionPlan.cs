using Grants.Data;
using Grants.Milestones;
using Microsoft.EntityFrameworkCore;

namespace Grants.Partners;

/// <summary>What would go when an organisation's data is deleted, and what must be kept, and why.</summary>
/// <param name="IsWhole">Nothing has to be kept: the organisation goes altogether, with its people.</param>
/// <param name="Goes">What goes, in words.</param>
/// <param name="Stays">What is kept, and why.</param>
public sealed record DeletionPlan(bool IsWhole, IReadOnlyList<string> Goes, IReadOnlyList<KeptData> Stays);

/// <summary>Data that is kept.</summary>
/// <param name="What">What.</param>
/// <param name="Why">Which law, duty or right needs it.</param>
public sealed record KeptData(string What, string Why);

/// <summary>Reads the plan from the record as it is.</summary>
internal static class DeletionPlans
{
    /// <summary>The drafts that were never submitted: nobody has decided anything on them.</summary>
    public static IQueryable<Guid> DraftsOf(GrantsDb db, Guid organisationId) =>
        db.Applications.Where(application => application.OrganisationId == organisationId && application.SubmittedAt == null && application.Number == null
                                             && !db.Submissions.Any(submission => submission.ApplicationId == application.Id)
                                             && !db.Awards.Any(award => award.ApplicationId == application.Id)).Select(application => application.Id);

    /// <summary>The people who left and belong nowhere else.</summary>
    public static IQueryable<Guid> LeftOf(GrantsDb db, Guid organisationId) =>
        db.People.Where(person => db.FormerMemberships.Any(former => former.OrganisationId == organisationId && former.PersonId == person.Id)
                                  && !db.Memberships.Any(membership => membership.PersonId == person.Id) && !person.Roles.Any()
                                  && !person.Email.EndsWith(Accounts.Person.RemovedDomain)).Select(person => person.Id);

    public static async Task<DeletionPlan> PlanAsync(this GrantsDb db, Guid id, CancellationToken cancellationToken)
    {
        var drafts = await DraftsOf(db, id).CountAsync(cancellationToken);
        var left = await LeftOf(db, id).CountAsync(cancellationToken);
        var found = await db.Organisations.Where(row => row.Id == id).Select(row => new
        {
            Applications = db.Applications.Count(application => application.OrganisationId == id),
            Grants = db.Grants.Count(grant => grant.OrganisationId == id),
            Paid = db.BankAccounts.Count(account => account.OrganisationId == id && db.Payments.Any(payment => payment.BankAccountId == account.Id)),
            Accounts = db.BankAccounts.Count(account => account.OrganisationId == id),
            Invitations = db.Invitations.Count(invitation => invitation.OrganisationId == id),
            Versions = db.OrganisationVersions.Count(version => version.OrganisationId == id),
            People = db.Memberships.Count(membership => membership.OrganisationId == id),
        }).SingleAsync(cancellationToken);
        var submitted = found.Applications - drafts;
        var isWhole = submitted == 0 && found.Grants == 0 && found.Paid == 0;

        var goes = new List<string>();
        if (drafts > 0) goes.Add(Count(drafts, "{0} draft that was never submitted, with its documents", "{0} drafts that were never submitted, with their documents"));
        if (left > 0) goes.Add(Count(left, "Name and address of {0} person who left: a number takes their place", "Names and addresses of {0} people who left: numbers take their place"));
        if (found.Invitations > 0) goes.Add(Count(found.Invitations, "The address of {0} invitation", "The addresses of {0} invitations"));
        if (found.Versions > 0) goes.Add(Count(found.Versions, "{0} earlier version of the details", "{0} earlier versions of the details"));
        if (found.Accounts > found.Paid) goes.Add(Count(found.Accounts - found.Paid, "{0} bank account to which nothing was paid", "{0} bank accounts to which nothing was paid"));
        if (isWhole) goes.Add(Count(found.People, "The organisation's details and policies, and {0} person who belongs only to it", "The organisation's details and policies, and {0} people as far as they belong only to it"));

        var stays = new List<KeptData>();
        if (submitted > 0) stays.Add(new(Count(submitted, "{0} submitted application", "{0} submitted applications"), T("Every applicant has a right to a fair decision, so the programme must be able to show what was decided on, and why.")));
        if (found.Grants > 0) stays.Add(new(Count(found.Grants, "{0} grant with its agreement, reports and payments", "{0} grants with their agreements, reports and payments"), T($"It is public money: its use can be audited until {Grant.RetentionYears} years after the grant is closed.")));
        if (found.Paid > 0) stays.Add(new(Count(found.Paid, "{0} bank account that was paid to", "{0} bank accounts that were paid to"), T("Proof of where public money went.")));
        if (!isWhole) stays.Add(new(T("The organisation's name, details, policies and present people"), T("What is kept above belongs to somebody who can be asked. People who leave can be taken out afterwards.")));
        stays.Add(new(T("The audit trail"), T("It holds no names and no texts, only ids, instants and keyed hashes, and cannot be changed: that is what makes it a proof.")));
        return new DeletionPlan(isWhole, goes, stays);
    }
}
