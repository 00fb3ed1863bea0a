using FluentValidation;

namespace Grants.Partners.EnterBankAccount;

/// <summary>What bank details must look like.</summary>
internal sealed class Validator : AbstractValidator<BankDetails>
{
    public Validator()
    {
        RuleFor(details => details.BankName).NotEmpty().WithMessage(_ => T("Enter the bank's name and branch")).MaximumLength(200).WithMessage(_ => T("Shorten the bank's name to 200 characters"));
        RuleFor(details => details.AccountName).NotEmpty().WithMessage(_ => T("Enter the name that the account is in")).MaximumLength(200).WithMessage(_ => T("Shorten the account's name to 200 characters"));
        RuleFor(details => details.AccountNumber).Matches("^[A-Za-z0-9]{4,34}$").WithMessage(_ => T("Enter the account number or IBAN: 4 to 34 letters and figures"));
        RuleFor(details => details.Swift).Matches("^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$").WithMessage(_ => T("Enter the SWIFT code (BIC): 8 or 11 letters and figures"));
        RuleFor(details => details.Currency).Matches("^[A-Z]{3}$").WithMessage(_ => T("Enter the account's currency as three letters, for example USD"));
    }
}
