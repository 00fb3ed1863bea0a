namespace Grants.Awards;

/// <summary>One clause of the terms.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Paragraphs">Its numbered paragraphs.</param>
internal sealed record Clause(string Title, IReadOnlyList<string> Paragraphs);

/// <summary>
/// The terms of grant agreements, by version. A version that has been offered is never edited: an agreement names its version, and new words are a
/// new version.
/// </summary>
internal static class AgreementTerms
{
    /// <summary>The version that new agreements take.</summary>
    public const string Current = "2026-1";

    private static readonly Dictionary<string, IReadOnlyList<Clause>> Versions = new()
    {
        ["2026-1"] =
        [
            new("Purpose", [
                "The programme gives this grant so that the organisation can carry out the activities that it described in its application, as the budget and the milestones of this agreement set them out. The application is part of this agreement; where the two differ, this agreement counts.",
                "The organisation tells the grant managers before it changes the activities, the places of work or the people in charge. It may move up to 10 percent of a budget line to another line and reports it; for anything more it asks first, in writing.",
            ]),
            new("Payments", [
                "The grant is paid in tranches. A tranche is paid after the report of its milestone has been approved, to the verified bank account of the organisation, and only while the sanctions screening, the safeguarding check and earlier acquittals are in order.",
                "The programme decides on a complete report within 14 days, and then instructs the payment within 10 days, unless one of these checks is not in order; it then says at once which.",
                "Money that has not been spent for the purpose by the end of the grant is paid back within 30 days of the final acquittal.",
            ]),
            new("Reporting", [
                "For each milestone the organisation reports what was achieved in each outcome area, how many people were trained, by sex, kind of actor and country, and what was spent of each budget line, with evidence. A lead of the organisation certifies the report.",
                "A report that will be late is announced before it is due. When no report has come two weeks after it was due, the milestone is put on hold and nothing is paid until a new date is agreed.",
                "The last milestone is the final report and the acquittal of all the money.",
            ]),
            new("Procurement and fraud", [
                "The organisation buys openly and at a fair price: at least three written quotations for any purchase above AUD 5,000, or a written reason why there are fewer. Nobody decides on a purchase from themselves, their family or their business.",
                "The organisation tolerates no fraud, no bribery and no kickback, and gives no money or goods to any person or group on a sanctions list. It reports every suspicion within 5 working days, protects the person who reports, and pays back what was lost.",
            ]),
            new("Safeguarding", [
                "The organisation prevents sexual exploitation, abuse and harassment (PSEAH) and any harm to children. It has a policy, checks the people whom it employs, trains them, and gives everybody whom it works with a safe way to complain.",
                "It reports an allegation that concerns its own people or its partners within 48 hours, without the names of those affected, and puts the survivor's safety and wishes first.",
            ]),
            new("Do no harm, and data", [
                "Participation is free, informed and can end at any time. Nobody is asked for help in exchange for evidence, a photo or a story.",
                "Reports and documents to the programme hold counts, never identities: no survivor's name, contact, case number, photo or story by which they could be recognised, and no location of a shelter.",
                "Personal data that the organisation must keep for its own work stay with it, locked and no longer than needed. A loss of such data is reported within 48 hours.",
            ]),
            new("Conflict of interest", [
                "The organisation declares at once every tie between its people and those who decide on this grant, or those whom it pays from it. The grant managers say in writing how it is dealt with.",
            ]),
            new("Suspension and ending", [
                "The programme can suspend payments when a report is overdue, when a duty of this agreement is broken, or when people are in danger. It says why and what has to be done, and hears the organisation before it ends the agreement.",
                "Either side can end the agreement with 30 days' notice in writing. What was spent or firmly promised for the purpose before the notice is paid.",
                "When work becomes unsafe, the organisation stops at once and tells the programme; that is never held against it.",
            ]),
            new("Records and audit", [
                "The organisation keeps the accounts and the evidence of this grant apart from other money and for seven years after its end, and lets auditors whom the programme or the Australian Government names see them, in a way that exposes no survivor.",
            ]),
            new("What is made with the grant", [
                "What the organisation writes and makes belongs to it. The programme, the Australian Government and ASEAN may use, translate and publish it without payment, naming the organisation unless that would endanger somebody.",
                "The organisation names the programme where it is safe to do so. Equipment that was bought with the grant stays with the organisation for the same purpose after the end.",
            ]),
            new("Complaints and disputes", [
                "Either side first talks to the other. The organisation can complain at any time through the programme's complaints address, which people outside the grants team read; a complaint is confirmed within 5 working days and answered within 30 days, and never counts against the organisation.",
                "What cannot be settled is put to the steering committee. The law of the country in which the organisation is registered applies; for regional grants, the law of the Australian Capital Territory.",
            ]),
            new("Acceptance", [
                "A lead of the organisation accepts this agreement in the portal. The record of it holds who accepted, when, a keyed hash of the network address, the kind of browser, and the hash of this document. Both sides treat it as signed.",
            ]),
        ],
    };

    /// <summary>The clauses of a version.</summary>
    /// <exception cref="KeyNotFoundException">No agreement was ever offered under such a version.</exception>
    public static IReadOnlyList<Clause> Of(string version) => Versions[version];
}
