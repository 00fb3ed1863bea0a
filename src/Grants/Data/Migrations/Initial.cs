using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Grants.Data.Migrations;

/// <summary>The first schema. Columns name no store type, so that each database takes its own.</summary>
[DbContext(typeof(GrantsDb))]
[Migration("20260101000000_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Addenda",
            table => new
            {
                Id = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                Title = table.Column<string>(maxLength: 200),
                Text = table.Column<string>(maxLength: 4000),
                By = table.Column<Guid>(),
                At = table.Column<DateTime>(),
                PublishedAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Addenda", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "ApplicationComments",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                AuthorId = table.Column<Guid>(),
                Text = table.Column<string>(maxLength: 8000),
                IsInternal = table.Column<bool>(),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ApplicationComments", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Applications",
            table => new
            {
                Id = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                Number = table.Column<string>(maxLength: 400, nullable: true),
                FormNumber = table.Column<int>(),
                Title = table.Column<string>(maxLength: 400),
                Country = table.Column<string>(maxLength: 400, nullable: true),
                Currency = table.Column<string>(maxLength: 400),
                CreatedAt = table.Column<DateTime>(),
                SubmittedAt = table.Column<DateTime>(nullable: true),
                SubmissionId = table.Column<Guid>(nullable: true),
                SubmissionCount = table.Column<int>(),
                ScreenedBy = table.Column<Guid>(nullable: true),
                ScreenedAt = table.Column<DateTime>(nullable: true),
                DecisionReasons = table.Column<string>(maxLength: 8000, nullable: true),
                Feedback = table.Column<string>(maxLength: 8000, nullable: true),
                Score = table.Column<int>(nullable: true),
                Rank = table.Column<int>(nullable: true),
                ReviewRound = table.Column<int>(),
                RequestedMinor = table.Column<long>(),
                ScreenerId = table.Column<Guid>(nullable: true),
                ReplyDueAt = table.Column<DateTime>(nullable: true),
                OpenQuestions = table.Column<string>(maxLength: 8000),
                HasReplied = table.Column<bool>(),
                SearchKey = table.Column<string>(maxLength: 2000, nullable: true),
                SortKey = table.Column<string>(maxLength: 100, nullable: true),
                Version = table.Column<int>(),
                Stage = table.Column<string>(maxLength: 40),
                StageSince = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Applications", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Attestations",
            table => new
            {
                Id = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                Gate = table.Column<string>(maxLength: 40),
                AttestedBy = table.Column<Guid>(),
                AttestedAt = table.Column<DateTime>(),
                ExpiresOn = table.Column<DateOnly>(),
                Note = table.Column<string>(maxLength: 4000),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Attestations", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "AuditEntries",
            table => new
            {
                Id = table.Column<long>()
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                Subject = table.Column<string>(maxLength: 400),
                SubjectId = table.Column<Guid>(),
                Sequence = table.Column<int>(),
                At = table.Column<DateTime>(),
                ActorId = table.Column<Guid>(nullable: true),
                Capacity = table.Column<string>(maxLength: 400),
                What = table.Column<string>(maxLength: 400),
                Facts = table.Column<string>(maxLength: 4000),
                PreviousHash = table.Column<string>(maxLength: 400),
                Hash = table.Column<string>(maxLength: 400),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_AuditEntries", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Awards",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                Country = table.Column<string>(maxLength: 400, nullable: true),
                Currency = table.Column<string>(maxLength: 400),
                AmountMinor = table.Column<long>(),
                Reasons = table.Column<string>(maxLength: 8000, nullable: true),
                Version = table.Column<int>(),
                Stage = table.Column<string>(maxLength: 40),
                StageSince = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Awards", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "BankAccounts",
            table => new
            {
                Id = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                BankName = table.Column<string>(maxLength: 400),
                AccountName = table.Column<string>(maxLength: 400),
                AccountNumber = table.Column<string>(maxLength: 400),
                Swift = table.Column<string>(maxLength: 400),
                Currency = table.Column<string>(maxLength: 400),
                EnteredBy = table.Column<Guid>(),
                EnteredAt = table.Column<DateTime>(),
                VerifiedAt = table.Column<DateTime>(nullable: true),
                VerifiedBy = table.Column<Guid>(nullable: true),
                SpokeWith = table.Column<string>(maxLength: 400, nullable: true),
                VerificationNote = table.Column<string>(maxLength: 4000, nullable: true),
                ReplacedAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_BankAccounts", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "CallInvitations",
            table => new
            {
                CallId = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                ConceptId = table.Column<Guid>(),
                By = table.Column<Guid>(),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_CallInvitations", row => new { row.CallId, row.OrganisationId });
            });

        migrationBuilder.CreateTable(
            "DataProtectionKeys",
            table => new
            {
                Id = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                Xml = table.Column<string>(maxLength: 8000),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_DataProtectionKeys", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "DeletionRequests",
            table => new
            {
                Id = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                AskedBy = table.Column<Guid>(),
                AskedAt = table.Column<DateTime>(),
                State = table.Column<string>(maxLength: 40),
                Reasons = table.Column<string>(maxLength: 4000, nullable: true),
                DecidedBy = table.Column<Guid>(nullable: true),
                DecidedAt = table.Column<DateTime>(nullable: true),
                DoneAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_DeletionRequests", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "DeliveryEvents",
            table => new
            {
                Id = table.Column<string>(maxLength: 400),
                MessageId = table.Column<Guid>(),
                Delivery = table.Column<string>(maxLength: 40),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_DeliveryEvents", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "DestructionOrders",
            table => new
            {
                Id = table.Column<Guid>(),
                SubjectId = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                QuestionCode = table.Column<string>(maxLength: 400, nullable: true),
                TextId = table.Column<Guid>(nullable: true),
                DocumentId = table.Column<Guid>(nullable: true),
                Reason = table.Column<string>(maxLength: 40),
                State = table.Column<string>(maxLength: 40),
                RequestedBy = table.Column<Guid>(),
                RequestedAt = table.Column<DateTime>(),
                DecidedBy = table.Column<Guid>(nullable: true),
                DecidedAt = table.Column<DateTime>(nullable: true),
                RecordedAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_DestructionOrders", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Documents",
            table => new
            {
                Id = table.Column<Guid>(),
                Purpose = table.Column<string>(maxLength: 40),
                SubjectId = table.Column<Guid>(),
                Slot = table.Column<string>(maxLength: 400, nullable: true),
                OrganisationId = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                BlobName = table.Column<string>(maxLength: 400),
                UploadedBy = table.Column<Guid>(nullable: true),
                CreatedAt = table.Column<DateTime>(),
                AnnouncedLength = table.Column<long>(),
                AnnouncedSha256 = table.Column<string>(maxLength: 400, nullable: true),
                Length = table.Column<long>(nullable: true),
                Sha256 = table.Column<string>(maxLength: 400, nullable: true),
                ContentType = table.Column<string>(maxLength: 400, nullable: true),
                Scan = table.Column<string>(maxLength: 40, nullable: true),
                ScanTriedAt = table.Column<DateTime>(nullable: true),
                Threat = table.Column<string>(maxLength: 400, nullable: true),
                CompletedAt = table.Column<DateTime>(nullable: true),
                DestroyedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Documents", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Doorbells",
            table => new
            {
                Id = table.Column<Guid>(),
                Start = table.Column<string>(maxLength: 400, nullable: true),
                InstanceId = table.Column<string>(maxLength: 400),
                SubjectId = table.Column<Guid>(),
                Round = table.Column<int>(),
                State = table.Column<string>(maxLength: 40),
                Attempts = table.Column<int>(),
                NextAttemptAt = table.Column<DateTime>(),
                ClaimId = table.Column<Guid>(nullable: true),
                LastError = table.Column<string>(maxLength: 400, nullable: true),
                CreatedAt = table.Column<DateTime>(),
                Trace = table.Column<string>(maxLength: 55, nullable: true),
                DoneAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Doorbells", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Emails",
            table => new
            {
                Id = table.Column<Guid>(),
                Template = table.Column<string>(maxLength: 400),
                OrganisationId = table.Column<Guid>(nullable: true),
                Language = table.Column<string>(maxLength: 400, nullable: true),
                SubjectId = table.Column<Guid>(),
                Occasion = table.Column<string>(maxLength: 400),
                RecipientId = table.Column<Guid>(),
                Address = table.Column<string>(maxLength: 400),
                Name = table.Column<string>(maxLength: 400),
                Subject = table.Column<string>(maxLength: 400),
                Body = table.Column<string>(maxLength: 20000),
                LinkText = table.Column<string>(maxLength: 400, nullable: true),
                LinkPath = table.Column<string>(maxLength: 400, nullable: true),
                State = table.Column<string>(maxLength: 40),
                Attempts = table.Column<int>(),
                NextAttemptAt = table.Column<DateTime>(),
                ClaimId = table.Column<Guid>(nullable: true),
                LastError = table.Column<string>(maxLength: 400, nullable: true),
                CreatedAt = table.Column<DateTime>(),
                Trace = table.Column<string>(maxLength: 55, nullable: true),
                DoneAt = table.Column<DateTime>(nullable: true),
                Delivery = table.Column<string>(maxLength: 40),
                DeliveryAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Emails", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Enquiries",
            table => new
            {
                Id = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                AskedBy = table.Column<Guid>(),
                AskedAt = table.Column<DateTime>(),
                DueAt = table.Column<DateTime>(),
                Asked = table.Column<string>(maxLength: 2000),
                Question = table.Column<string>(maxLength: 2000),
                Answer = table.Column<string>(maxLength: 4000),
                AnsweredBy = table.Column<Guid>(nullable: true),
                AnsweredAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Enquiries", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "FormerMemberships",
            table => new
            {
                Id = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                LeftAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_FormerMemberships", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "FormVersions",
            table => new
            {
                Id = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                Number = table.Column<int>(),
                Json = table.Column<string>(maxLength: 1000000),
                Before = table.Column<string>(maxLength: 1000000, nullable: true),
                Revision = table.Column<int>(),
                CreatedAt = table.Column<DateTime>(),
                PublishedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_FormVersions", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Grants",
            table => new
            {
                Id = table.Column<Guid>(),
                Number = table.Column<string>(maxLength: 400),
                OrganisationId = table.Column<Guid>(),
                Title = table.Column<string>(maxLength: 400),
                Country = table.Column<string>(maxLength: 400, nullable: true),
                Currency = table.Column<string>(maxLength: 400),
                AmountMinor = table.Column<long>(),
                StartsOn = table.Column<DateOnly>(),
                EndsOn = table.Column<DateOnly>(),
                TimeZone = table.Column<string>(maxLength: 400),
                SurvivorDataCheckedBy = table.Column<Guid>(nullable: true),
                ClosingNote = table.Column<string>(maxLength: 8000, nullable: true),
                RetainUntil = table.Column<DateOnly>(nullable: true),
                Version = table.Column<int>(),
                Stage = table.Column<string>(maxLength: 40),
                StageSince = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Grants", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Heartbeats",
            table => new
            {
                Id = table.Column<string>(maxLength: 400),
                At = table.Column<DateTime>(),
                ProcessId = table.Column<Guid>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Heartbeats", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Invitations",
            table => new
            {
                Id = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                Email = table.Column<string>(maxLength: 400),
                EmailKey = table.Column<string>(maxLength: 400),
                InvitedBy = table.Column<Guid>(),
                CreatedAt = table.Column<DateTime>(),
                Sendings = table.Column<int>(),
                ExpiresAt = table.Column<DateTime>(),
                AcceptedAt = table.Column<DateTime>(nullable: true),
                AcceptedBy = table.Column<Guid>(nullable: true),
                WithdrawnAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Invitations", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "JoinRequests",
            table => new
            {
                Id = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                AskedAt = table.Column<DateTime>(),
                DecidedAt = table.Column<DateTime>(nullable: true),
                DecidedBy = table.Column<Guid>(nullable: true),
                Accepted = table.Column<bool>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_JoinRequests", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "KeptForms",
            table => new
            {
                Id = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Path = table.Column<string>(maxLength: 400),
                At = table.Column<DateTime>(),
                Fields = table.Column<string>(maxLength: 1000000),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_KeptForms", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Leases",
            table => new
            {
                Id = table.Column<string>(maxLength: 400),
                HolderId = table.Column<Guid>(),
                Until = table.Column<DateTime>(),
                Term = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Leases", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Memberships",
            table => new
            {
                OrganisationId = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Kind = table.Column<string>(maxLength: 40),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Memberships", row => new { row.OrganisationId, row.PersonId });
            });

        migrationBuilder.CreateTable(
            "Numberings",
            table => new
            {
                CallId = table.Column<Guid>(),
                Last = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Numberings", row => row.CallId);
            });

        migrationBuilder.CreateTable(
            "OrganisationDrafts",
            table => new
            {
                PersonId = table.Column<Guid>(),
                Json = table.Column<string>(maxLength: 8000),
                SavedAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_OrganisationDrafts", row => row.PersonId);
            });

        migrationBuilder.CreateTable(
            "Organisations",
            table => new
            {
                Id = table.Column<Guid>(),
                LegalName = table.Column<string>(maxLength: 400),
                OwnName = table.Column<string>(maxLength: 400, nullable: true),
                Acronym = table.Column<string>(maxLength: 400, nullable: true),
                Country = table.Column<string>(maxLength: 400),
                Registry = table.Column<string>(maxLength: 400, nullable: true),
                RegistrationNumber = table.Column<string>(maxLength: 400, nullable: true),
                RegistrationKey = table.Column<string>(maxLength: 400, nullable: true),
                Kind = table.Column<string>(maxLength: 40, nullable: true),
                YearFounded = table.Column<int>(nullable: true),
                Address = table.Column<string>(maxLength: 400),
                Focus = table.Column<string>(maxLength: 400),
                Income = table.Column<string>(maxLength: 40, nullable: true),
                Phone = table.Column<string>(maxLength: 400),
                PhoneBefore = table.Column<string>(maxLength: 400, nullable: true),
                PhoneChangedAt = table.Column<DateTime>(nullable: true),
                CreatedAt = table.Column<DateTime>(),
                SearchKey = table.Column<string>(maxLength: 2000, nullable: true),
                SortKey = table.Column<string>(maxLength: 100, nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Organisations", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "OrganisationVersions",
            table => new
            {
                OrganisationId = table.Column<Guid>(),
                Number = table.Column<int>(),
                Json = table.Column<string>(maxLength: 8000),
                ChangedBy = table.Column<Guid>(),
                ChangedAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_OrganisationVersions", row => new { row.OrganisationId, row.Number });
            });

        migrationBuilder.CreateTable(
            "OutageOffers",
            table => new
            {
                Id = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                OutageId = table.Column<Guid>(),
                DeadlineAt = table.Column<DateTime>(),
                At = table.Column<DateTime>(),
                DecidedAt = table.Column<DateTime>(nullable: true),
                DecidedBy = table.Column<Guid>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_OutageOffers", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Outages",
            table => new
            {
                Id = table.Column<Guid>(),
                From = table.Column<DateTime>(),
                To = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Outages", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Passkeys",
            table => new
            {
                Id = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                CredentialId = table.Column<byte[]>(),
                PublicKey = table.Column<byte[]>(),
                CreatedAt = table.Column<DateTime>(),
                SignCount = table.Column<long>(),
                Transports = table.Column<string>(maxLength: 400),
                IsUserVerified = table.Column<bool>(),
                IsBackupEligible = table.Column<bool>(),
                IsBackedUp = table.Column<bool>(),
                AttestationObject = table.Column<byte[]>(),
                ClientDataJson = table.Column<byte[]>(),
                LastUsedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Passkeys", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Payments",
            table => new
            {
                Id = table.Column<Guid>(),
                GrantId = table.Column<Guid>(),
                MilestoneId = table.Column<Guid>(),
                BankAccountId = table.Column<Guid>(),
                Currency = table.Column<string>(maxLength: 400),
                AmountMinor = table.Column<long>(),
                InstructedAt = table.Column<DateTime>(),
                ConfirmedAt = table.Column<DateTime>(nullable: true),
                ConfirmedBy = table.Column<Guid>(nullable: true),
                Reference = table.Column<string>(maxLength: 400, nullable: true),
                PaidOn = table.Column<DateOnly>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Payments", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "People",
            table => new
            {
                Id = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                Email = table.Column<string>(maxLength: 400),
                EmailKey = table.Column<string>(maxLength: 400),
                TimeZone = table.Column<string>(maxLength: 400),
                Language = table.Column<string>(maxLength: 400, nullable: true),
                IsActive = table.Column<bool>(),
                Declined = table.Column<string>(maxLength: 40),
                UndeliverableSince = table.Column<DateTime>(nullable: true),
                CreatedAt = table.Column<DateTime>(),
                EntraTenantId = table.Column<Guid>(nullable: true),
                EntraObjectId = table.Column<Guid>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_People", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Presences",
            table => new
            {
                ApplicationId = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Section = table.Column<string>(maxLength: 400),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Presences", row => new { row.ApplicationId, row.PersonId });
            });

        migrationBuilder.CreateTable(
            "RecoveryCodes",
            table => new
            {
                Id = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Hash = table.Column<string>(maxLength: 400),
                UsedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_RecoveryCodes", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "SavedViews",
            table => new
            {
                Id = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                Query = table.Column<string>(maxLength: 2000),
                CreatedAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_SavedViews", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "ScreenerDeclarations",
            table => new
            {
                ApplicationId = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                HasConflict = table.Column<bool>(),
                Note = table.Column<string>(maxLength: 8000),
                DeclaredAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ScreenerDeclarations", row => new { row.ApplicationId, row.PersonId });
            });

        migrationBuilder.CreateTable(
            "SecondFactors",
            table => new
            {
                Id = table.Column<Guid>(),
                Seed = table.Column<Guid>(nullable: true),
                LastStep = table.Column<long>(),
                WrongTries = table.Column<int>(),
                WrongSince = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_SecondFactors", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Sessions",
            table => new
            {
                Id = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Device = table.Column<string>(maxLength: 400),
                IsEntra = table.Column<bool>(),
                StartedAt = table.Column<DateTime>(),
                SeenAt = table.Column<DateTime>(),
                ExpiresAt = table.Column<DateTime>(),
                EndedAt = table.Column<DateTime>(nullable: true),
                SecondFactorAt = table.Column<DateTime>(nullable: true),
                PasskeyState = table.Column<string>(maxLength: 4000, nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Sessions", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "SignInCodes",
            table => new
            {
                Id = table.Column<Guid>(),
                EmailKey = table.Column<string>(maxLength: 400),
                BrowserHash = table.Column<string>(maxLength: 400),
                ClientHash = table.Column<string>(maxLength: 400),
                KnownBrowser = table.Column<bool>(),
                CreatedAt = table.Column<DateTime>(),
                WrongTries = table.Column<int>(),
                EnteredAt = table.Column<DateTime>(nullable: true),
                SpentAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_SignInCodes", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Steps",
            table => new
            {
                SubjectId = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                Occasion = table.Column<string>(maxLength: 400),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Steps", row => new { row.SubjectId, row.Name, row.Occasion });
            });

        migrationBuilder.CreateTable(
            "SurvivorDataConfirmations",
            table => new
            {
                Id = table.Column<Guid>(),
                SubjectId = table.Column<Guid>(),
                Place = table.Column<string>(maxLength: 400),
                Kind = table.Column<string>(maxLength: 40),
                Fingerprint = table.Column<string>(maxLength: 400),
                ConfirmedBy = table.Column<Guid>(),
                ConfirmedAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_SurvivorDataConfirmations", row => row.Id);
            });

        migrationBuilder.CreateTable(
            "Answer",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                QuestionCode = table.Column<string>(maxLength: 400),
                TextId = table.Column<Guid>(),
                Text = table.Column<string>(maxLength: 40000),
                Version = table.Column<int>(),
                ChangedBy = table.Column<Guid>(),
                ChangedAt = table.Column<DateTime>(),
                DestroyedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Answer", row => row.Id);
                table.ForeignKey("FK_Answer_Applications_ApplicationId", row => row.ApplicationId, "Applications", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "AnswerVersions",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                QuestionCode = table.Column<string>(maxLength: 400),
                Version = table.Column<int>(),
                Text = table.Column<string>(maxLength: 40000),
                By = table.Column<Guid>(),
                At = table.Column<DateTime>(),
                IsSetAside = table.Column<bool>(),
                DestroyedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_AnswerVersions", row => row.Id);
                table.ForeignKey("FK_AnswerVersions_Applications_ApplicationId", row => row.ApplicationId, "Applications", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "ReviewAssignments",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                Round = table.Column<int>(),
                ReviewerId = table.Column<Guid>(),
                AssignedAt = table.Column<DateTime>(),
                DueAt = table.Column<DateTime>(),
                State = table.Column<string>(maxLength: 40),
                Declared = table.Column<string>(maxLength: 40, nullable: true),
                DeclarationNote = table.Column<string>(maxLength: 2000, nullable: true),
                DeclaredAt = table.Column<DateTime>(nullable: true),
                Overall = table.Column<string>(maxLength: 16000),
                SubmittedAt = table.Column<DateTime>(nullable: true),
                Version = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ReviewAssignments", row => row.Id);
                table.ForeignKey("FK_ReviewAssignments_Applications_ApplicationId", row => row.ApplicationId, "Applications", "Id", onDelete: ReferentialAction.Restrict);
            });

        migrationBuilder.CreateTable(
            "ScreeningRequest",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                Kind = table.Column<string>(maxLength: 40),
                Text = table.Column<string>(maxLength: 8000),
                QuestionCodes = table.Column<string>(maxLength: 8000),
                AskedBy = table.Column<Guid>(),
                AskedAt = table.Column<DateTime>(),
                DueAt = table.Column<DateTime>(),
                Reply = table.Column<string>(maxLength: 8000, nullable: true),
                RepliedBy = table.Column<Guid>(nullable: true),
                EndedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ScreeningRequest", row => row.Id);
                table.ForeignKey("FK_ScreeningRequest_Applications_ApplicationId", row => row.ApplicationId, "Applications", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Submissions",
            table => new
            {
                Id = table.Column<Guid>(),
                ApplicationId = table.Column<Guid>(),
                Sequence = table.Column<int>(),
                Number = table.Column<string>(maxLength: 400),
                SubmittedAt = table.Column<DateTime>(),
                SubmittedBy = table.Column<Guid>(),
                DeadlineAt = table.Column<DateTime>(),
                RequestId = table.Column<Guid>(nullable: true),
                Content = table.Column<string>(maxLength: 8000000),
                ContentSha256 = table.Column<string>(maxLength: 400),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Submissions", row => row.Id);
                table.ForeignKey("FK_Submissions_Applications_ApplicationId", row => row.ApplicationId, "Applications", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Agreement",
            table => new
            {
                AwardId = table.Column<Guid>(),
                Title = table.Column<string>(maxLength: 400),
                StartsOn = table.Column<DateOnly>(),
                EndsOn = table.Column<DateOnly>(),
                TermsVersion = table.Column<string>(maxLength: 400),
                FrozenAt = table.Column<DateTime>(nullable: true),
                DocumentId = table.Column<Guid>(nullable: true),
                Sha256 = table.Column<string>(maxLength: 400, nullable: true),
                AcceptedBy = table.Column<Guid>(nullable: true),
                AcceptedAt = table.Column<DateTime>(nullable: true),
                AcceptedFromHash = table.Column<string>(maxLength: 400, nullable: true),
                AcceptedWith = table.Column<string>(maxLength: 400, nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Agreement", row => row.AwardId);
                table.ForeignKey("FK_Agreement_Awards_AwardId", row => row.AwardId, "Awards", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "DutyRecord",
            table => new
            {
                Id = table.Column<Guid>(),
                AwardId = table.Column<Guid>(),
                Duty = table.Column<string>(maxLength: 40),
                PersonId = table.Column<Guid>(),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_DutyRecord", row => row.Id);
                table.ForeignKey("FK_DutyRecord_Awards_AwardId", row => row.AwardId, "Awards", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Calls",
            table => new
            {
                Id = table.Column<Guid>(),
                Reference = table.Column<string>(maxLength: 400),
                Title = table.Column<string>(maxLength: 400),
                Summary = table.Column<string>(maxLength: 4000),
                Objectives = table.Column<string>(maxLength: 4000),
                Eligibility = table.Column<string>(maxLength: 4000),
                Countries = table.Column<string>(maxLength: 100),
                Pathways = table.Column<string>(maxLength: 100),
                ProjectAreas = table.Column<string>(maxLength: 100),
                Contacts = table.Column<string>(maxLength: 1000),
                Written = table.Column<string>(maxLength: 100),
                Kind = table.Column<string>(maxLength: 40),
                ConceptCallId = table.Column<Guid>(nullable: true),
                Currency = table.Column<string>(maxLength: 400),
                FloorMinor = table.Column<long>(),
                CeilingMinor = table.Column<long>(),
                TotalMinor = table.Column<long>(),
                GrantMonths = table.Column<int>(),
                TimeZone = table.Column<string>(maxLength: 400),
                OpensAt = table.Column<DateTime>(),
                QuestionsCloseAt = table.Column<DateTime>(),
                DeadlineAt = table.Column<DateTime>(),
                DecisionsBy = table.Column<DateTime>(),
                PublishedAt = table.Column<DateTime>(nullable: true),
                ReviewersPerApplication = table.Column<int>(),
                CreatedAt = table.Column<DateTime>(),
                FormVersionId = table.Column<Guid>(),
                Rubric = table.Column<string>(maxLength: 200000),
                RubricBefore = table.Column<string>(maxLength: 200000, nullable: true),
                Version = table.Column<int>(),
                Stage = table.Column<string>(maxLength: 40),
                StageSince = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Calls", row => row.Id);
                table.ForeignKey("FK_Calls_FormVersions_FormVersionId", row => row.FormVersionId, "FormVersions", "Id", onDelete: ReferentialAction.Restrict);
            });

        migrationBuilder.CreateTable(
            "GrantBudgetLine",
            table => new
            {
                Id = table.Column<Guid>(),
                GrantId = table.Column<Guid>(),
                Order = table.Column<int>(),
                Description = table.Column<string>(maxLength: 400),
                AmountMinor = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_GrantBudgetLine", row => row.Id);
                table.ForeignKey("FK_GrantBudgetLine_Grants_GrantId", row => row.GrantId, "Grants", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Milestones",
            table => new
            {
                Id = table.Column<Guid>(),
                GrantId = table.Column<Guid>(),
                Order = table.Column<int>(),
                Title = table.Column<string>(maxLength: 400),
                DueAt = table.Column<DateTime>(),
                TrancheMinor = table.Column<long>(),
                Round = table.Column<int>(),
                ReportApprovedBy = table.Column<Guid>(nullable: true),
                Version = table.Column<int>(),
                Stage = table.Column<string>(maxLength: 40),
                StageSince = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Milestones", row => row.Id);
                table.ForeignKey("FK_Milestones_Grants_GrantId", row => row.GrantId, "Grants", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "OrganisationKeys",
            table => new
            {
                OrganisationId = table.Column<Guid>(),
                Key = table.Column<string>(maxLength: 100),
                Weight = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_OrganisationKeys", row => new { row.OrganisationId, row.Key });
                table.ForeignKey("FK_OrganisationKeys_Organisations_OrganisationId", row => row.OrganisationId, "Organisations", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Policies",
            table => new
            {
                OrganisationId = table.Column<Guid>(),
                Kind = table.Column<string>(maxLength: 40),
                ExpiresOn = table.Column<DateOnly>(nullable: true),
                RecordedBy = table.Column<Guid>(),
                RecordedAt = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Policies", row => new { row.OrganisationId, row.Kind });
                table.ForeignKey("FK_Policies_Organisations_OrganisationId", row => row.OrganisationId, "Organisations", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "AccessTokens",
            table => new
            {
                Id = table.Column<Guid>(),
                PersonId = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 400),
                Start = table.Column<string>(maxLength: 400),
                Hash = table.Column<string>(maxLength: 400),
                Scopes = table.Column<string>(maxLength: 400),
                CreatedAt = table.Column<DateTime>(),
                ExpiresAt = table.Column<DateTime>(),
                WasProved = table.Column<bool>(),
                LastUsedAt = table.Column<DateTime>(nullable: true),
                RevokedAt = table.Column<DateTime>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_AccessTokens", row => row.Id);
                table.ForeignKey("FK_AccessTokens_People_PersonId", row => row.PersonId, "People", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "RoleGrants",
            table => new
            {
                Id = table.Column<Guid>(),
                Role = table.Column<string>(maxLength: 40),
                Country = table.Column<string>(maxLength: 400, nullable: true),
                LimitMinor = table.Column<long>(nullable: true),
                IsOfGroup = table.Column<bool>(),
                PersonId = table.Column<Guid>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_RoleGrants", row => row.Id);
                table.ForeignKey("FK_RoleGrants_People_PersonId", row => row.PersonId, "People", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "CriterionScore",
            table => new
            {
                Id = table.Column<Guid>(),
                AssignmentId = table.Column<Guid>(),
                CriterionId = table.Column<Guid>(),
                Value = table.Column<int>(nullable: true),
                Comment = table.Column<string>(maxLength: 16000),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_CriterionScore", row => row.Id);
                table.ForeignKey("FK_CriterionScore_ReviewAssignments_AssignmentId", row => row.AssignmentId, "ReviewAssignments", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "AgreementBudgetLines",
            table => new
            {
                Id = table.Column<Guid>(),
                AwardId = table.Column<Guid>(),
                Order = table.Column<int>(),
                Description = table.Column<string>(maxLength: 400),
                AmountMinor = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_AgreementBudgetLines", row => row.Id);
                table.ForeignKey("FK_AgreementBudgetLines_Agreement_AwardId", row => row.AwardId, "Agreement", "AwardId", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "AgreementMilestone",
            table => new
            {
                Id = table.Column<Guid>(),
                AwardId = table.Column<Guid>(),
                Order = table.Column<int>(),
                Title = table.Column<string>(maxLength: 400),
                DueOn = table.Column<DateOnly>(),
                TrancheMinor = table.Column<long>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_AgreementMilestone", row => row.Id);
                table.ForeignKey("FK_AgreementMilestone_Agreement_AwardId", row => row.AwardId, "Agreement", "AwardId", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "DeadlineExtensions",
            table => new
            {
                Id = table.Column<Guid>(),
                CallId = table.Column<Guid>(),
                OrganisationId = table.Column<Guid>(nullable: true),
                Before = table.Column<DateTime>(),
                DeadlineAt = table.Column<DateTime>(),
                Reason = table.Column<string>(maxLength: 1000),
                Downtime = table.Column<string>(maxLength: 1000),
                By = table.Column<Guid>(),
                At = table.Column<DateTime>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_DeadlineExtensions", row => row.Id);
                table.ForeignKey("FK_DeadlineExtensions_Calls_CallId", row => row.CallId, "Calls", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "ReportNarrative",
            table => new
            {
                Id = table.Column<Guid>(),
                MilestoneId = table.Column<Guid>(),
                Area = table.Column<string>(maxLength: 40),
                Text = table.Column<string>(maxLength: 40000),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ReportNarrative", row => row.Id);
                table.ForeignKey("FK_ReportNarrative_Milestones_MilestoneId", row => row.MilestoneId, "Milestones", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "ReportSubmissions",
            table => new
            {
                Id = table.Column<Guid>(),
                MilestoneId = table.Column<Guid>(),
                Number = table.Column<int>(),
                Round = table.Column<int>(),
                CertifiedBy = table.Column<Guid>(),
                SubmittedAt = table.Column<DateTime>(),
                Content = table.Column<string>(maxLength: 1000000),
                ContentSha256 = table.Column<string>(maxLength: 400),
                DecidedAt = table.Column<DateTime>(nullable: true),
                DecidedBy = table.Column<Guid>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ReportSubmissions", row => row.Id);
                table.ForeignKey("FK_ReportSubmissions_Milestones_MilestoneId", row => row.MilestoneId, "Milestones", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Spending",
            table => new
            {
                Id = table.Column<Guid>(),
                MilestoneId = table.Column<Guid>(),
                BudgetLineId = table.Column<Guid>(),
                AmountMinor = table.Column<long>(),
                Foreign_Currency = table.Column<string>(maxLength: 400, nullable: true),
                Foreign_AmountMinor = table.Column<long>(nullable: true),
                Foreign_Rate = table.Column<decimal>(nullable: true),
                Foreign_RateDate = table.Column<DateOnly>(nullable: true),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Spending", row => row.Id);
                table.ForeignKey("FK_Spending_Milestones_MilestoneId", row => row.MilestoneId, "Milestones", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "TrainedCount",
            table => new
            {
                Id = table.Column<Guid>(),
                MilestoneId = table.Column<Guid>(),
                Country = table.Column<string>(maxLength: 400),
                ActorKind = table.Column<string>(maxLength: 40),
                Women = table.Column<int>(),
                Men = table.Column<int>(),
                Undisclosed = table.Column<int>(),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_TrainedCount", row => row.Id);
                table.ForeignKey("FK_TrainedCount_Milestones_MilestoneId", row => row.MilestoneId, "Milestones", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "SectionDecision",
            table => new
            {
                Id = table.Column<Guid>(),
                SubmissionId = table.Column<Guid>(),
                Section = table.Column<string>(maxLength: 40),
                Accepted = table.Column<bool>(),
                Note = table.Column<string>(maxLength: 8000),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_SectionDecision", row => row.Id);
                table.ForeignKey("FK_SectionDecision_ReportSubmissions_SubmissionId", row => row.SubmissionId, "ReportSubmissions", "Id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateIndex("IX_AccessTokens_Hash", "AccessTokens", "Hash", unique: true);
        migrationBuilder.CreateIndex("IX_AccessTokens_PersonId", "AccessTokens", "PersonId");
        migrationBuilder.CreateIndex("IX_Addenda_CallId", "Addenda", "CallId");
        migrationBuilder.CreateIndex("IX_AgreementBudgetLines_AwardId", "AgreementBudgetLines", "AwardId");
        migrationBuilder.CreateIndex("IX_AgreementMilestone_AwardId", "AgreementMilestone", "AwardId");
        migrationBuilder.CreateIndex("IX_Answer_ApplicationId_QuestionCode", "Answer", ["ApplicationId", "QuestionCode"], unique: true);
        migrationBuilder.CreateIndex("IX_AnswerVersions_ApplicationId_QuestionCode_At", "AnswerVersions", ["ApplicationId", "QuestionCode", "At"]);
        migrationBuilder.CreateIndex("IX_ApplicationComments_ApplicationId_At", "ApplicationComments", ["ApplicationId", "At"]);
        migrationBuilder.CreateIndex("IX_Applications_CallId_Id", "Applications", ["CallId", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_CallId_OrganisationId", "Applications", ["CallId", "OrganisationId"], unique: true);
        migrationBuilder.CreateIndex("IX_Applications_CallId_Stage", "Applications", ["CallId", "Stage"]);
        migrationBuilder.CreateIndex("IX_Applications_Country_Id", "Applications", ["Country", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_Number", "Applications", "Number", unique: true);
        migrationBuilder.CreateIndex("IX_Applications_OrganisationId_Id", "Applications", ["OrganisationId", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_RequestedMinor_Id", "Applications", ["RequestedMinor", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_ScreenerId_Id", "Applications", ["ScreenerId", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_SortKey_Id", "Applications", ["SortKey", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_Stage_Id", "Applications", ["Stage", "Id"]);
        migrationBuilder.CreateIndex("IX_Applications_Stage_StageSince", "Applications", ["Stage", "StageSince"]);
        migrationBuilder.CreateIndex("IX_Applications_StageSince_Id", "Applications", ["StageSince", "Id"]);
        migrationBuilder.CreateIndex("IX_Attestations_OrganisationId_Gate_AttestedAt", "Attestations", ["OrganisationId", "Gate", "AttestedAt"]);
        migrationBuilder.CreateIndex("IX_AuditEntries_At", "AuditEntries", "At");
        migrationBuilder.CreateIndex("IX_AuditEntries_SubjectId_Sequence", "AuditEntries", ["SubjectId", "Sequence"], unique: true);
        migrationBuilder.CreateIndex("IX_Awards_ApplicationId", "Awards", "ApplicationId", unique: true);
        migrationBuilder.CreateIndex("IX_Awards_CallId_Stage", "Awards", ["CallId", "Stage"]);
        migrationBuilder.CreateIndex("IX_BankAccounts_OrganisationId_VerifiedAt", "BankAccounts", ["OrganisationId", "VerifiedAt"]);
        migrationBuilder.CreateIndex("IX_CallInvitations_ConceptId", "CallInvitations", "ConceptId");
        migrationBuilder.CreateIndex("IX_Calls_FormVersionId", "Calls", "FormVersionId", unique: true);
        migrationBuilder.CreateIndex("IX_Calls_Reference", "Calls", "Reference", unique: true);
        migrationBuilder.CreateIndex("IX_Calls_Stage_DeadlineAt", "Calls", ["Stage", "DeadlineAt"]);
        migrationBuilder.CreateIndex("IX_CriterionScore_AssignmentId_CriterionId", "CriterionScore", ["AssignmentId", "CriterionId"], unique: true);
        migrationBuilder.CreateIndex("IX_DeadlineExtensions_CallId_OrganisationId", "DeadlineExtensions", ["CallId", "OrganisationId"]);
        migrationBuilder.CreateIndex("IX_DeletionRequests_OrganisationId", "DeletionRequests", "OrganisationId");
        migrationBuilder.CreateIndex("IX_DeletionRequests_State", "DeletionRequests", "State");
        migrationBuilder.CreateIndex("IX_DeliveryEvents_MessageId", "DeliveryEvents", "MessageId");
        migrationBuilder.CreateIndex("IX_DestructionOrders_State_RequestedAt", "DestructionOrders", ["State", "RequestedAt"]);
        migrationBuilder.CreateIndex("IX_DestructionOrders_SubjectId", "DestructionOrders", "SubjectId");
        migrationBuilder.CreateIndex("IX_Documents_BlobName", "Documents", "BlobName", unique: true);
        migrationBuilder.CreateIndex("IX_Documents_CompletedAt_CreatedAt", "Documents", ["CompletedAt", "CreatedAt"]);
        migrationBuilder.CreateIndex("IX_Documents_Scan_ScanTriedAt", "Documents", ["Scan", "ScanTriedAt"]);
        migrationBuilder.CreateIndex("IX_Documents_SubjectId_Purpose", "Documents", ["SubjectId", "Purpose"]);
        migrationBuilder.CreateIndex("IX_Doorbells_ClaimId", "Doorbells", "ClaimId");
        migrationBuilder.CreateIndex("IX_Doorbells_State_NextAttemptAt", "Doorbells", ["State", "NextAttemptAt"]);
        migrationBuilder.CreateIndex("IX_DutyRecord_AwardId_Duty_PersonId", "DutyRecord", ["AwardId", "Duty", "PersonId"], unique: true);
        migrationBuilder.CreateIndex("IX_Emails_ClaimId", "Emails", "ClaimId");
        migrationBuilder.CreateIndex("IX_Emails_OrganisationId", "Emails", "OrganisationId");
        migrationBuilder.CreateIndex("IX_Emails_RecipientId", "Emails", "RecipientId");
        migrationBuilder.CreateIndex("IX_Emails_State_NextAttemptAt", "Emails", ["State", "NextAttemptAt"]);
        migrationBuilder.CreateIndex("IX_Emails_SubjectId_Template_RecipientId_Occasion", "Emails", ["SubjectId", "Template", "RecipientId", "Occasion"], unique: true);
        migrationBuilder.CreateIndex("IX_Enquiries_CallId_AnsweredAt", "Enquiries", ["CallId", "AnsweredAt"]);
        migrationBuilder.CreateIndex("IX_FormerMemberships_OrganisationId", "FormerMemberships", "OrganisationId");
        migrationBuilder.CreateIndex("IX_FormVersions_CallId_Number", "FormVersions", ["CallId", "Number"], unique: true);
        migrationBuilder.CreateIndex("IX_GrantBudgetLine_GrantId", "GrantBudgetLine", "GrantId");
        migrationBuilder.CreateIndex("IX_Grants_OrganisationId", "Grants", "OrganisationId");
        migrationBuilder.CreateIndex("IX_Grants_Stage", "Grants", "Stage");
        migrationBuilder.CreateIndex("IX_Invitations_EmailKey", "Invitations", "EmailKey");
        migrationBuilder.CreateIndex("IX_Invitations_OrganisationId_CreatedAt", "Invitations", ["OrganisationId", "CreatedAt"]);
        migrationBuilder.CreateIndex("IX_JoinRequests_OrganisationId_DecidedAt", "JoinRequests", ["OrganisationId", "DecidedAt"]);
        migrationBuilder.CreateIndex("IX_JoinRequests_PersonId", "JoinRequests", "PersonId");
        migrationBuilder.CreateIndex("IX_KeptForms_At", "KeptForms", "At");
        migrationBuilder.CreateIndex("IX_Memberships_PersonId", "Memberships", "PersonId");
        migrationBuilder.CreateIndex("IX_Milestones_GrantId", "Milestones", "GrantId");
        migrationBuilder.CreateIndex("IX_Milestones_Stage_DueAt", "Milestones", ["Stage", "DueAt"]);
        migrationBuilder.CreateIndex("IX_OrganisationKeys_Key_OrganisationId_Weight", "OrganisationKeys", ["Key", "OrganisationId", "Weight"]);
        migrationBuilder.CreateIndex("IX_Organisations_Country", "Organisations", "Country");
        migrationBuilder.CreateIndex("IX_Organisations_Registry_RegistrationKey", "Organisations", ["Registry", "RegistrationKey"], unique: true);
        migrationBuilder.CreateIndex("IX_Organisations_SortKey_Id", "Organisations", ["SortKey", "Id"]);
        migrationBuilder.CreateIndex("IX_OutageOffers_CallId_DecidedAt", "OutageOffers", ["CallId", "DecidedAt"]);
        migrationBuilder.CreateIndex("IX_Outages_To", "Outages", "To");
        migrationBuilder.CreateIndex("IX_Passkeys_CredentialId", "Passkeys", "CredentialId", unique: true);
        migrationBuilder.CreateIndex("IX_Passkeys_PersonId", "Passkeys", "PersonId");
        migrationBuilder.CreateIndex("IX_Payments_GrantId", "Payments", "GrantId");
        migrationBuilder.CreateIndex("IX_Payments_MilestoneId", "Payments", "MilestoneId", unique: true);
        migrationBuilder.CreateIndex("IX_People_EmailKey", "People", "EmailKey");
        migrationBuilder.CreateIndex("IX_People_EntraTenantId_EntraObjectId", "People", ["EntraTenantId", "EntraObjectId"], unique: true);
        migrationBuilder.CreateIndex("IX_Policies_ExpiresOn", "Policies", "ExpiresOn");
        migrationBuilder.CreateIndex("IX_Presences_At", "Presences", "At");
        migrationBuilder.CreateIndex("IX_RecoveryCodes_PersonId", "RecoveryCodes", "PersonId");
        migrationBuilder.CreateIndex("IX_ReportNarrative_MilestoneId", "ReportNarrative", "MilestoneId");
        migrationBuilder.CreateIndex("IX_ReportSubmissions_MilestoneId_Number", "ReportSubmissions", ["MilestoneId", "Number"], unique: true);
        migrationBuilder.CreateIndex("IX_ReviewAssignments_ApplicationId_Round_ReviewerId", "ReviewAssignments", ["ApplicationId", "Round", "ReviewerId"], unique: true);
        migrationBuilder.CreateIndex("IX_ReviewAssignments_ReviewerId_State", "ReviewAssignments", ["ReviewerId", "State"]);
        migrationBuilder.CreateIndex("IX_RoleGrants_PersonId", "RoleGrants", "PersonId");
        migrationBuilder.CreateIndex("IX_RoleGrants_Role", "RoleGrants", "Role");
        migrationBuilder.CreateIndex("IX_SavedViews_PersonId_Name", "SavedViews", ["PersonId", "Name"], unique: true);
        migrationBuilder.CreateIndex("IX_ScreenerDeclarations_PersonId", "ScreenerDeclarations", "PersonId");
        migrationBuilder.CreateIndex("IX_ScreeningRequest_ApplicationId", "ScreeningRequest", "ApplicationId");
        migrationBuilder.CreateIndex("IX_SectionDecision_SubmissionId", "SectionDecision", "SubmissionId");
        migrationBuilder.CreateIndex("IX_Sessions_PersonId", "Sessions", "PersonId");
        migrationBuilder.CreateIndex("IX_SignInCodes_BrowserHash", "SignInCodes", "BrowserHash", unique: true);
        migrationBuilder.CreateIndex("IX_SignInCodes_ClientHash_CreatedAt", "SignInCodes", ["ClientHash", "CreatedAt"]);
        migrationBuilder.CreateIndex("IX_SignInCodes_EmailKey_CreatedAt", "SignInCodes", ["EmailKey", "CreatedAt"]);
        migrationBuilder.CreateIndex("IX_Spending_MilestoneId", "Spending", "MilestoneId");
        migrationBuilder.CreateIndex("IX_Submissions_ApplicationId_Sequence", "Submissions", ["ApplicationId", "Sequence"], unique: true);
        migrationBuilder.CreateIndex("IX_Submissions_RequestId", "Submissions", "RequestId", unique: true);
        migrationBuilder.CreateIndex("IX_SurvivorDataConfirmations_SubjectId_Place_Fingerprint", "SurvivorDataConfirmations", ["SubjectId", "Place", "Fingerprint"], unique: true);
        migrationBuilder.CreateIndex("IX_TrainedCount_Country", "TrainedCount", "Country");
        migrationBuilder.CreateIndex("IX_TrainedCount_MilestoneId", "TrainedCount", "MilestoneId");
    }
}
